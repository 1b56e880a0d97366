"""What captions cannot show is known before the script is approved."""

from adgen_dagster.domain.words import JobState, Stage
from tests.assets.stage import InProcessStage


def test_letters_that_no_font_has_are_told_with_the_script(stage: InProcessStage) -> None:
    job = stage.submit("Кофе 🎉 𐎀𐎁")
    stage.bring_to(job, JobState.AWAITING_SCRIPT_APPROVAL)

    assert stage.studio.showing(job, Stage.SCRIPT).undrawable == "🎉𐎀𐎁"


def test_without_captions_nothing_is_left_out_of_them(stage: InProcessStage) -> None:
    job = stage.submit("Кофе 🎉", has_captions=False)
    stage.bring_to(job, JobState.AWAITING_SCRIPT_APPROVAL)

    assert stage.studio.showing(job, Stage.SCRIPT).undrawable == ""
