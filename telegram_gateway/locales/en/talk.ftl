# What a text is: small talk, a change, a new film.
talk-greeting = 👋 Hello! Tell me what to advertise, and I’ll make a film of it.
talk-thanks = You’re welcome 🙂
talk-assent =
    { $is_open ->
        [true] 👆 I take decisions by buttons: they are under the last question. To change something, reply to it.
       *[false] 👌
    }
talk-wish = 🎬 Gladly! Tell me what to advertise: what it is, who it is for and what is good about it. A sentence or two will do.
talk-wish-group = 🎬 Gladly! Reply to this message and tell me what to advertise: what it is, who it is for and what is good about it.
talk-question =
    I name the price of every step before it begins, and a film usually takes a few minutes.
    What I can do: /help. How orders stand: /status, to stop one: /cancel
ask-film =
    Shall I make a film of this?
    <blockquote>{ $text }</blockquote>
ask-what = A new film, or a change to this one?
note-late = ⌛️ The order “{ INNER($title) }” was cancelled before this. Continue it with this change?
note-between = ⏳ Work is under way. Tell me what to change when I show you what came of it.
note-really =
    { $is_all ->
        [true] Make all segments again, { $numbers }? If only some, begin with their numbers: “3, 5–7 warmer”.
       *[false] { $count ->
            [one] Make segment { $numbers } again?
           *[other] Make segments { $numbers } again?
        }
    }
    <blockquote>{ $text }</blockquote>
photo-first = 📷 One picture of the album goes into the film, the first.
photo-in-reply =
    { $has_words ->
        [true] 📷 A photo can’t go into a film that has begun, so I only read the caption. You can order a new film with it.
       *[false] 📷 A photo can’t go into a film that has begun. Tell me in words what to change, or order a new film: send the photo again, not as a reply.
    }
voice-in-reply =
    { $has_words ->
        [true] 🎧 I don’t take changes by voice, so I only read the caption.
       *[false] 🎧 I don’t take changes by voice. Please type the same.
    }
caption-only = 👌 I’ll take the caption: the file itself I don’t open.
caption-of-voice = 🎧 I can’t understand voice messages right now, so I’ll take the caption.
ask-audio = 🎵 Is this a spoken brief? Then I’ll listen.
wish-ratio =
    { $is_made ->
        [true] 📐 The frame is { $ratio }, as you asked.
       *[false] 📐 The frame is { $ratio }: it is chosen before I listen to a voice message. Choose another in /settings before you order.
    }
wish-language =
    🌐 I make films in Russian and English only: this one will be in { $language ->
        [ru] Russian
       *[en] English
    }.
edit-taken = ✏️ I took the corrected text.
edit-late = ✏️ It is too late to change that message. Please send the change as a new one.
edit-rewrite = ✏️ You changed the brief, and the script is written already. Write it again?
edit-as-note = The corrected brief: { $text }
