title-of-voice = A spoken order
status-title = 🎬 <b>{ $title }</b>
status-starting = Starting…
status-queued =
    ⏳ In the queue: your place is { $place }{ $left ->
        [seconds] , less than a minute
        [minutes] , { around-minutes }
        [clock] , starting about { $clock }
       *[unknown] { "" }
    }
status-hearing = 🎧 Listening to your voice message…
status-writing = ✍️ Writing the script…
status-writing-again = ✍️ Rewriting the script…
status-asleep = 😴 The studio is asleep; your order is kept and goes on by itself when it wakes up.
status-asks-transcript = 👇 Please check whether I heard you right
status-asks-script = 👇 The script is ready, waiting for you
status-images-soon = 🎨 About to draw…
status-images =
    🎨 Drawing: pictures { $done } of { $count }{ $left ->
        [seconds] , less than a minute left
        [minutes] , { around-minutes } left
        [clock] , ready about { $clock }
       *[unknown] …
    }
status-asks-images = 👇 The pictures are ready, waiting for you
status-videos-soon = 🎞 About to animate…
status-videos =
    🎞 Animating: clips { $done } of { $count }{ $left ->
        [seconds] , less than a minute left
        [minutes] , { around-minutes } left
        [clock] , ready about { $clock }
       *[unknown] …
    }
status-asks-videos = 👇 The clips are ready, waiting for you
status-audio = 🎙 Recording the voice…
status-film = 🎬 Cutting the film…
status-done = ✅ Done
status-cancelled = ❌ Cancelled
status-timed-out = ⌛️ Cancelled: no decision in time
status-cost =
    { $is_known ->
        [true] 💳 It has cost { $usd }.
       *[false] 💳 It has cost { $usd }, and perhaps up to { $unknown } more: some of it was under way and nobody knows whether it was charged.
    }
status-failed = ⚠️ Stopped: needs your decision

around-minutes =
    { $minutes ->
        [one] about { $minutes } minute
       *[other] about { $minutes } minutes
    }

script-title = 📝 <b>{ $title }</b>
script-promise = <i>{ $promise }</i>
act-intro = <b>Opening</b>
act-main = <b>Story</b>
act-outro = <b>Ending</b>
script-line = <code>{ $at }</code> { $narration }
script-left-out = ✂️ No room left for: { $phrases }
    If any of it matters more, tell me what to add and what to drop.
script-undrawable = ⚠️ The captions will leave this out, no font has it: { $letters }
    The voice is not affected. Ask for other words if it matters.
piece = <b>{ $n }</b> · { $at } · { $narration }

chosen = ⚙️ { $parts }
chosen-length =
    { $unit ->
        [seconds] { $n } s
       *[minutes] { $n } min
    }
chosen-language-ru = in Russian
chosen-language-en = in English
chosen-captions-on = captions
chosen-captions-off = no captions
chosen-voice-female = a woman’s voice
chosen-voice-male = a man’s voice
chosen-voice = voice { $voice }
ask-script = Do you like the script?
images-head = 🖼 <b>{ $title }</b>
ask-images =
    { $count ->
        [one] Here is { $count } picture. Do you like it?
       *[other] Here are { $count } pictures. Do you like them?
    }
ask-images-new =
    { $count ->
        [1] Here is a new version of picture { $numbers }. Do you like it?
       *[other] Here are new versions of pictures { $numbers }. Do you like them?
    }
videos-head = 🎞 <b>{ $title }</b>
ask-videos =
    { $count ->
        [one] { $count } clip is ready. Do you like the motion?
       *[other] { $count } clips are ready. Do you like the motion?
    }
ask-videos-new =
    { $count ->
        [1] Here is a new version of clip { $numbers }. Do you like the motion?
       *[other] Here are new versions of clips { $numbers }. Do you like the motion?
    }
made-here-words = ✍️ The script follows a template: no service that writes is connected.
made-here-pictures = 🖍 Pictures and motion will be simple ones that the bot draws itself: no service that draws is connected.
price-spent = 💳 Spent so far: { $usd }.
price-transcript = Next comes the script: { $usd }.
price-script =
    { $is_free ->
        [true] Next come the pictures and the voice, free of charge.
       *[false] Next come the pictures and the voice: { $usd }.
    }
price-images =
    { $is_free ->
        [true] Next comes the motion, free of charge.
       *[false] Next comes the motion: { $usd }.
    }
price-videos =
    { $is_free ->
        [true] Next comes the cut, free of charge.
       *[false] Next comes the cut: { $usd }.
    }
price-of-film =
    { $is_free ->
        [true] 💰 A film costs nothing at the moment.
       *[false] 💰 A film costs about { $usd }, depending on its length: choose it in /settings.
    }
price-whole = The whole film ≈ { $usd }.
price-redo-script = Rewriting the script: { $usd }.
price-redo-images =
    { $count ->
        [one] Redoing a picture: { $usd }.
       *[other] Redoing { $count } pictures: { $usd }.
    }
price-redo-videos =
    { $count ->
        [one] Redoing a clip: { $usd }.
       *[other] Redoing { $count } clips: { $usd }.
    }
price-redo-both =
    { $count ->
        [one] A new picture and its clip: { $usd }.
       *[other] New pictures and their clips: { $usd }.
    }
failed-beside = ⚠️ Something has already failed, see above. Sort that out first: there is no film without it.
over-budget = ⚠️ The budget does not cover the next step. Tell the bot’s owner, or cancel the order.
decide-within =
    ⏳ I’ll wait { $unit ->
        [seconds] { $n ->
            [one] { $n } second
           *[other] { $n } seconds
        }
        [hours] { $n ->
            [one] { $n } hour
           *[other] { $n } hours
        }
       *[minutes] { $n ->
            [one] { $n } minute
           *[other] { $n } minutes
        }
    }, then { $is_change ->
        [true] keep the film as it was
       *[false] cancel
    }.
reminder =
    ⏰ “{ INNER($title) }” is waiting for you. { $unit ->
        [seconds] { $n ->
            [one] In { $n } second
           *[other] In { $n } seconds
        }
        [hours] { $n ->
            [one] In { $n } hour
           *[other] In { $n } hours
        }
       *[minutes] { $n ->
            [one] In { $n } minute
           *[other] In { $n } minutes
        }
    } { $is_change ->
        [true] the film will stay as it was
       *[false] it will be cancelled
    }.
reminder-longer = ⏳ All right, “{ INNER($title) }” can wait.
transcript =
    🎧 This is what I heard:
    <blockquote>{ $text }</blockquote>
ask-transcript = Is that right? If not, just send the corrected text.

ask-note-script = ✏️ What shall I change in the script of “{ INNER($title) }”? Write it in one message.
ask-note-images =
    { $count ->
        [one] ✏️ What shall I change in picture { $numbers }? Write it in one message.
       *[other] ✏️ What shall I change in pictures { $numbers }? Write it in one message.
    }
ask-reword-images =
    { $count ->
        [one] ✏️ What should picture { $numbers } show? Say it in other words, in one message.
       *[other] ✏️ What should pictures { $numbers } show? Say it in other words, in one message.
    }
ask-note-videos =
    { $count ->
        [one] ✏️ How shall segment { $numbers } move? Write it in one message.
       *[other] ✏️ How shall segments { $numbers } move? Write it in one message.
    }
note-taken = ✏️ Got it, making it again.

verdict-approved-script = ✅ Script approved.
verdict-approved-images = ✅ Pictures approved.
verdict-approved-videos = ✅ Clips approved.
verdict-cancelled = ❌ Cancelled.
verdict-film-stays = 🎬 The film stays as it was.
verdict-timed-out = ⌛️ No decision in time.
verdict-renewed = 👇 There is a newer version below.
verdict-below = 👇 This question is below now.
verdict-redone = 🔁 Making it again.
verdict-files-gone = 🗑 Its files have been deleted: they are only kept for a while. You can order it again.
verdict-retried = 🔁 Trying again.
verdict-heard-right = ✅ That’s right.
verdict-corrected = ✏️ Corrected.

end-cancelled = The order “{ INNER($title) }” is cancelled. Nothing more will be spent on it.
end-timed-out = ⌛️ Nobody decided, so I cancelled “{ INNER($title) }”. Nothing more will be spent on it.
end-cut-off = Something was still in the making: up to { $usd } may have been charged for it.
end-can-go-on = While its files are kept, you can continue from the same place; nothing that is finished is paid for again.

film-coming = 🎬 “{ INNER($title) }” is ready, sending it…
film =
    🎬 <b>{ $title }</b>
    { $length }
film-lost = 🎬 “{ INNER($title) }” was ready, but its file has been deleted. I can start again from the same brief.
film-too-large = 🎬 “{ INNER($title) }” is ready, but its file is larger than the { $most } MB that Telegram takes from bots. The bot’s owner has the file.
