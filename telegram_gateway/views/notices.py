"""Notices beside the material: decided, failed, expiring soon, over."""

from adgen_dagster.domain.stages import JobStatus
from adgen_dagster.domain.words import JobState, Stage
from telegram_gateway.content.failure_texts import failure_text
from telegram_gateway.content.job_progress import cost_text
from telegram_gateway.content.keyboards import end_buttons, failure_buttons, reminder_buttons
from telegram_gateway.content.markup import Html, folded, joined
from telegram_gateway.content.texts import is_paid, money
from telegram_gateway.views.job_view import FAILURE, TRANSCRIPT, JobView, basis_of
from telegram_gateway.views.live import is_at_work, take_over
from telegram_gateway.views.quotes import quote_of

MINUTE_S = 60.0
HOUR_S = 3600.0


async def settle(view: JobView) -> None:
    """Take the buttons from questions that are decided, and say how."""
    for name, question in list(view.card.questions.items()):
        if basis_of(view.status, name) == question.basis:
            continue
        sender = view.services.sender
        if question.is_film:
            await sender.set_buttons(view.place, question.message)
            await view.keep(view.card.deciding(name))
            continue
        body = Html(question.text)
        verdict = view.say.html(verdict_of(view.status, name))
        told = [folded(body) if name == Stage.SCRIPT else body, verdict, _by_whom(view, name)]
        # Nothing stands below a guest's question to say what came of it: it says so itself.
        goes_on = view.card.is_guest and view.status.state is not JobState.CANCELLED
        text, is_live = joined(told), goes_on or is_at_work(view.status)
        if is_live and question.message > view.card.status_message:
            await take_over(view, name, question, text)
        else:
            await sender.edit(view.place, question.message, text)
            await view.keep(view.card.deciding(name))
    if all(question.is_film for question in view.card.questions.values()):
        await _close_reminder(view)


async def _close_reminder(view: JobView) -> None:
    """Take the button from a reminder: it is decided, or there is more time."""
    card, sender = view.card, view.services.sender
    if not card.reminder:
        return
    if view.status.time_s:
        text = view.say.html("reminder-longer", title=card.title)
        await sender.edit(view.place, card.reminder, text)
    else:
        await sender.set_buttons(view.place, card.reminder)
    await view.keep(card.but(reminder=0))


async def retire_questions(view: JobView) -> None:
    """Close a job's open questions where they stand: they are about to be asked below."""
    card = view.card
    retired = {name: each for name, each in card.questions.items() if not each.is_film}
    for name in retired:
        card = card.deciding(name)
    open_runs = {failure.run_id for failure in view.status.failures}
    told = tuple(run for run in card.told_failures if run not in open_runs)
    # Noted first: a question that cannot be edited is late all the same.
    await view.keep(card.but(told_failures=told))
    below = view.say.html("verdict-below")
    for name, question in retired.items():
        body = Html(question.text)
        text = joined([folded(body) if name == Stage.SCRIPT else body, below])
        await view.services.sender.edit(view.place, question.message, text)


def _by_whom(view: JobView, name: str) -> Html:
    """Return who decided, where it was not the one who ordered."""
    status = view.status
    by = status.decided_by.get(Stage(name)) if name in set(Stage) else None
    if by is None or status.brief.owner.is_same(by) or status.ended_by == "timed_out":
        return Html()
    return view.say.html("decided-by", who=by.name)


def verdict_of(status: JobStatus, name: str) -> str:
    """Return the text that says how a question was decided."""
    if status.fell_back and status.state is JobState.COMPLETED:
        return "verdict-film-stays"
    if name == FAILURE:
        return _verdict_of_failure(status)
    if status.state is JobState.CANCELLED:
        return "verdict-timed-out" if status.ended_by == "timed_out" else "verdict-cancelled"
    if name == TRANSCRIPT:
        return "verdict-corrected" if status.corrected_request else "verdict-heard-right"
    stage = Stage(name)
    if stage in status.approved:
        return f"verdict-approved-{stage}"
    return "verdict-renewed" if status.open_stage is stage else "verdict-redone"


def _verdict_of_failure(status: JobStatus) -> str:
    if status.state is JobState.CANCELLED:
        return "verdict-cancelled"
    if status.is_emptied:
        return "verdict-files-gone"
    return "verdict-renewed" if status.failures else "verdict-retried"


async def tell_failures(view: JobView) -> None:
    """Say what failed, with the ways on; once."""
    status = view.status
    failures = status.failures
    is_told = all(each.run_id in view.card.told_failures for each in failures)
    if is_told or status.state is JobState.CANCELLED:
        return
    said = [failure_text(view.say, view.card.title, status, each) for each in failures]
    text = joined([*said, await _price_of_another_try(view)])
    keyboard = failure_buttons(view.say, status, view.services.settings.voices)
    await view.ask(FAILURE, text, Html(), keyboard)
    told = (*view.card.told_failures, *(each.run_id for each in failures))
    await view.keep(view.card.but(told_failures=told[-20:]))


async def _price_of_another_try(view: JobView) -> Html:
    """Return what trying again pays anew; nothing where it does not, or nobody can say."""
    quote = await quote_of(view.services, view.status.job)
    if quote is None or not is_paid(quote.again_usd):
        return Html()
    return view.say.html("price-again", usd=money(quote.again_usd))


async def remind(view: JobView) -> float | None:
    """Remind once before a decision times out; in how many seconds, if it is not yet time."""
    status, card = view.status, view.card
    studio_client = view.services.studio_client
    deadline = await studio_client.do(studio_client.studio.decide_before, status)
    name = TRANSCRIPT if status.awaits_transcript else status.open_stage
    question = card.questions.get(name) if name else None
    if deadline is None or name is None or question is None:
        return None
    # With more time to decide, its end is reminded of once more.
    occasion = question.basis + (f"@{status.time_from}" if status.time_from else "")
    if card.reminded == occasion:
        return None
    await _close_reminder(view)
    total_s = deadline - (status.waits_since or view.now)
    before_s = min(view.services.settings.remind_before_s, total_s / 2)
    wait_s = deadline - before_s - view.now
    if wait_s > 0 or deadline <= view.now:
        return max(wait_s, 0.0) or None
    left_s = deadline - view.now
    facts = {"title": card.title, "is_change": is_change(status), **waiting(left_s)}
    text = view.say.html("reminder", **facts)
    keyboard = reminder_buttons(view.say, status.job)
    reply_to = question.message
    message = await view.services.sender.send(view.place, text, keyboard, reply_to=reply_to)
    await view.keep(view.card.but(reminded=occasion, reminder=message))
    return None


def is_change(status: JobStatus) -> str:
    """Tell whether a finished film is being changed, as the texts take it."""
    return str(status.is_reopened).lower()


def waiting(seconds: float) -> dict[str, str | int]:
    """Format a time to wait: hours, minutes, or seconds, from one and a half on."""
    if seconds < 1.5 * MINUTE_S:
        return {"unit": "seconds", "n": max(1, round(seconds))}
    if seconds < 1.5 * HOUR_S:
        return {"unit": "minutes", "n": round(seconds / MINUTE_S)}
    return {"unit": "hours", "n": round(seconds / HOUR_S)}


async def tell_end(view: JobView) -> None:
    """Say once that a job ended without its film, with a way to begin again."""
    status, say = view.status, view.say
    if status.state is not JobState.CANCELLED:
        if view.card.told_end:  # it goes on, with its time anew
            await view.keep(view.card.but(told_end=False, reminded=""))
        return
    chat = await view.services.persistence.chat(view.card.chat)
    if view.card.told_end or status.job in chat.replaced:
        return
    key = "end-timed-out" if status.ended_by == "timed_out" else "end-cancelled"
    lines = [say.html(key, title=view.card.title)]
    if status.cut_off:
        studio_client = view.services.studio_client
        quote = await studio_client.do(studio_client.studio.quote, status.job)
        if quote.cut_off_usd:
            lines.append(say.html("end-cut-off", usd=money(quote.cut_off_usd)))
    lines.append(cost_text(say, status.cost_usd, status.unknown_usd))
    if not status.is_emptied:
        lines.append(say.html("end-can-go-on"))
    text = joined(lines, "\n")
    keyboard = end_buttons(say, status)
    await view.services.sender.send(view.place, text, keyboard, reply_to=view.reply_to)
    await view.keep(view.card.but(told_end=True))
