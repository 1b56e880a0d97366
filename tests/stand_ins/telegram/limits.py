"""The numbers that Telegram holds a bot to, each with where it is known from.

The defaults are Telegram's own. A test that must not wait an hour makes some of them smaller.
"""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1 << 20  # tdlib counts photos and downloads in binary megabytes


@dataclass(frozen=True)
class Limits:
    """What one bot may send, how large, and how fast."""

    # core.telegram.org/bots/api: "1-4096 characters after entities parsing". tdlib counts code
    # points.
    text_length: int = 4096
    caption_length: int = 1024
    callback_data_bytes: int = 64
    copied_length: int = 256
    callback_answer_length: int = 200
    keyboard_buttons: int = 100
    entities: int = 100  # later entities are dropped without a word
    # "must include 2-10 items"; the real server lets a lone item through, against its documentation
    album_least: int = 2
    album_most: int = 10

    photo_bytes: int = 10 * MEGABYTE
    photo_side_sum: int = 10_000
    photo_side_ratio: int = 20
    upload_bytes: int = 50 * MEGABYTE
    download_bytes: int = 20 * MEGABYTE
    # tdlib leaves a larger thumbnail out, it does not refuse it; 320 is the documented side
    thumbnail_bytes: int = 204_799
    thumbnail_side: int = 320

    # core.telegram.org/bots/faq: one message a second in a chat with short bursts, 20 a minute in
    # a group, about 30 a second over all chats. Edits share them (tdlib/td issues 2592 and 3034),
    # answerCallbackQuery is free of them (tdlib/telegram-bot-api issue 648).
    chat_per_second: float = 1.0
    chat_burst: int = 5
    group_per_minute: int = 20
    overall_per_second: int = 30
    # An album is one call in a private chat; in a group each of its items is one of the twenty.
    album_items_count_in_groups: bool = True
    flood_control: bool = True

    # Not documented; bots see "query is too old" after some seconds without an answer.
    callback_answer_s: float = 15.0
    long_poll_s: int = 50  # getUpdates cuts a longer timeout to this
    action_s: float = 5.0  # "the status is set for 5 seconds or less"
    deletable_s: float = 48 * 3600

    # tdlib/telegram-bot-api WebhookActor: the first retry is at once, then 2, 4, 8 ... times this.
    webhook_retry_s: float = 1.0
    webhook_retry_most_s: float = 60.0
    webhook_timeout_s: float = 10.0


PATIENT = Limits(callback_answer_s=600)
"""A tap is answered late, but it is: after a process was started on a busy machine."""
