"""What a text is taken for: a table of examples in both languages."""

from __future__ import annotations

import pytest

from telegram_gateway.meaning import Meaning, line_notes, meaning_of, segment_note
from telegram_gateway.texts import spans

_SAID = {
    Meaning.GREETING: (
        "Привет", "привет!", "Здравствуйте 👋", "Добрый день!", "Приветик)", "Hello", "hi there!",
        "Good morning",
    ),
    Meaning.THANKS: (
        "Спасибо", "Спасибо большое!!", "спс 🙏", "Благодарю", "Thanks a lot", "Thank you!",
    ),
    Meaning.ASSENT: (
        "ок", "Да", "Супер!", "очень красиво)", "понятно, спасибо", "Great!", "ok", "Пока!",
        "Нравится", "Очень красиво получилось!",
    ),
    Meaning.QUESTION: (
        "Сколько это стоит?", "сколько стоит", "Привет! Сколько будет стоить?", "Что ты умеешь?",
        "Как это работает?", "как дела?", "Какая цена?", "Скоро будет готово?", "Долго ещё?",
        "Где мой ролик?", "отмени", "Стоп!", "помощь", "Help", "cancel it", "Where is my video?",
        "How much is it?", "What can you do?", "Hi, how does it work?",
        "Как там дела?", "ну что там?", "Готово?", "А почём?", "почём ролик", "это платно?",
        "Дорого?", "Как отменить заказ?", "как оплатить?", "Is it free?", "What does it cost?",
        "How do I cancel?",
    ),
    Meaning.WISH: (
        "Нужен ролик", "Здравствуйте! Хочу рекламу", "сделайте, пожалуйста, видео", "Реклама",
        "Хочу ещё один ролик", "Нужна другая реклама", "Новый ролик!",
        "можно у вас заказать рекламный ролик?", "I need a video", "Can you make me an ad, please?",
        "another video",
    ),
    Meaning.NEW_FILM: (
        "Новый ролик: пекарня на углу", "Сделай ещё один ролик про кофейню",
        "Another ad: a bakery", "a new video for my shop",
    ),
    Meaning.FILM: (
        "Привет! Нужна реклама пекарни", "Кофейня у моря", "Здравствуйте, кофейня у моря",
        "Спасибо, что ждали! Открылась пекарня «Утро»: хлеб к семи часам", "Пекарня на углу",
        "Наш горячий шоколад", "Кофейня 3", "Мирное утро", "реклама для стоматологии",
        "Сделайте ролик про новую коллекцию, поярче", "хочу рекламный ролик барбершопа",
        "Устали от очередей в поликлиниках? Клиника «Рядом» принимает без записи до полуночи",
        "Мы печём хлеб", "https://pekarnya.example/utro", "Hi-Fi колонки для дома",
        "A coffee shop by the sea", "I need an ad for my bakery", "Coffee shop number 3",
        "Lemonade of oranges pressed this morning", "Good coffee since 1990",
        "A bakery that opens at five, for people who work nights",
        "Бесплатно: первый урок",
        "Рекламное агентство", "Готово! Открылась кухня «Дом»", "нужен ролик, пекарня",
        "Отмена наркоза без последствий: клиника доктора Ли", "Помощь юриста в Твери",
        "Магазин, в котором можно найти и инструменты, и краски, и добрый совет мастера по ремонту",
    ),
    Meaning.UNCLEAR: (
        "Ролик хороший, но музыка слишком громкая", "Спасибо за ролик, клиенту понравилось",
        "Спасибо за видео для моей кофейни, очень понравилось", "новый ролик лучше",
        "А новое видео хуже, верните старое", "Дай другое видео для третьего кадра",
        "Не хочу этот ролик", "Не надо создавать новое видео", "Хочу скачать видео",
        "Мне нужен ролик без субтитров", "Хочу чтобы в ролике была собака",
        "Сделайте видео вертикальным", "Голос слишком быстрый, не успеваю понять что говорят",
        "Картинка на третьем кадре вообще не похожа на нашу кофейню", "А вы делаете видео?",
        "Согласовано, двигаемся дальше по плану", "Сейчас пришлю описание", "Жду с нетерпением",
        "Мы с коллегами обсудим и вернёмся к вам с ответом завтра", "Извините, ошибся чатом",
        "Код подтверждения 482913, никому его не сообщайте", "ivan@example.com",
        "+7 900 123-45-67", "С днём рождения! Желаю счастья", "Как оплатить картой онлайн",
        "Как оплатить проезд картой: приложение «Еду»",
        "The new video is worse", "I don't want this video", "I want to download my video",
        "Thanks, the video for my bakery came out great", "Sorry wrong chat",
        "The voice is too fast for our older customers", "Why is it taking so long",
        "I will think about it and come back tomorrow", "Please make the video slower and calmer",
        "смешнее", "Короче", "Пекарня", "кадр 3 сделай ярче", "3, 5-7 теплее", "Больше юмора",
        "Спасибо, а логотип можно добавить?", "Поменяй первую фразу", "сделай ролик короче",
        "без людей", "ты дурак", "не работает", "Пойдём обедать?", "расскажи анекдот",
        "make it shorter", "warmer please", "can you add a logo?", "Pizza", "you are funny",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "meaning"), [(text, meaning) for meaning, texts in _SAID.items() for text in texts]
)
def test_a_text_is_taken_for_what_it_is(text: str, meaning: Meaning) -> None:
    assert meaning_of(text) is meaning


@pytest.mark.parametrize("text", ["", "…", "👍", "\u200b"])
def test_what_has_no_words_is_left_to_the_brief_to_refuse(text: str) -> None:
    assert meaning_of(text) is Meaning.FILM


@pytest.mark.parametrize(
    ("text", "segments", "rest"),
    [
        ("3, 5-7 теплее", (3, 5, 6, 7), "теплее"),
        ("3 и 5: без людей", (3, 5), "без людей"),
        ("5–7 warmer", (5, 6, 7), "warmer"),
        ("Кадры 1, 2 сделай ярче", (1, 2), "сделай ярче"),
        ("сделай кадр 3 ярче", (3,), "сделай кадр 3 ярче"),
        ("make pictures 2 and 4 darker", (2, 4), "make pictures 2 and 4 darker"),
        ("ярче", (), "ярче"),
        ("2026 год на вывеске", (), "2026 год на вывеске"),
        ("99 красных шаров", (), "красных шаров"),
    ],
)
def test_segments_are_named_as_people_name_them(
    text: str, segments: tuple[int, ...], rest: str
) -> None:
    note = segment_note(text)

    assert (note.segments, note.text) == (segments, rest)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("3: Хлеб к семи утра", ((3, "Хлеб к семи утра"),)),
        (" 1 : Доброе утро!\n\n10: До завтра", ((1, "Доброе утро!"), (10, "До завтра"))),
        ("10:00 открываемся", ()),
        ("3 булочки", ()),
        ("3: раз\nа ещё короче", ()),
        ("", ()),
    ],
)
def test_a_line_of_the_script_is_corrected_by_its_number(
    text: str, lines: tuple[tuple[int, str], ...]
) -> None:
    assert line_notes(text) == lines


def test_segments_are_listed_as_people_list_them() -> None:
    assert spans((3, 5, 6, 7, 9, 10)) == "3, 5–7, 9, 10"
