help =
    👋 Tell me what to advertise: in words, by voice, or with a captioned photo.
    I write the script, draw the shots, animate them and add a voice: a few minutes later the finished film is here.
    Before each step I show you what there is, and go no further without your yes.
    Begin your next order with /new, “An ad for…” or “I need a video about…”, and I won’t have to ask whether it is one.

    For example: <i>An ad for a coffee shop by the sea: beans roasted this morning, a warm room, and a first cup that makes the rain outside look good</i>
help-group =
    👋 Mention me ({ $bot }), or begin with /new, and tell me which film you need: I make it right here.
    I show the script, the pictures and the clips in turn, and go no further without a yes from the person who ordered it.
    Answer my questions by replying to them.

    For example: <i>{ $bot } An ad for a coffee shop by the sea: beans roasted this morning, a warm room</i>
only-words = I understand text, voice messages and captioned photos. What are we advertising?
photo-needs-words = 📷 Got the photo. Now tell me what the film is about.
brief-too-large = The file is too large: Telegram hands bots at most { $most } MB. Send a smaller file, or describe the film in text.
not-allowed = This bot is private. Your Telegram ID is <code>{ $id }</code>: pass it on to the bot’s owner.
slow-down = That was a lot at once. Please wait a minute.
broken = Something broke, and I have logged what it was. Please try again.
set-aside = Your message stopped me halfway, twice, so I have put it aside. Describe the ad in other words, or send another file.

too-many-briefs-minute =
    { $minute ->
        [one] At most { $minute } order a minute. Wait a little and send it again.
       *[other] At most { $minute } orders a minute. Wait a little and send it again.
    }
too-many-briefs-hour =
    { $hour ->
        [one] At most { $hour } order an hour. Please come back a little later.
       *[other] At most { $hour } orders an hour. Please come back a little later.
    }
too-many-open =
    { $open ->
        [one] You have { $open } open order. Finish it, or cancel it: /cancel
       *[other] You have { $open } open orders. Finish one of them, or cancel one: /cancel
    }

brief-empty = There is nothing to advertise here 🙂 Describe the film in a few words.
brief-too-long = Too long: { $count } characters, and { $most } fit. Please make it shorter.
brief-no-such-segment =
    { $most ->
        [one] There is no such segment: the film has { $most }.
       *[other] There is no such segment: the film has { $most }.
    }
brief-unreadable = Some of the letters cannot be read. Please type the text again.
brief-unreadable-file = This file cannot be opened. Send another one, or describe the film in words.
brief-unreadable-photo =
    This picture cannot be opened: I take JPEG, PNG, WebP and AVIF.
    Send it as a photo instead of as a file, and Telegram makes a JPEG of it.
words-kept = Your words are kept: just send another picture.
brief-voice-too-long =
    { $minutes ->
        [0] I can listen to { $most } seconds at most. Say it shorter, or type it.
        [one] I can listen to one minute at most. Say it shorter, or type it.
       *[other] I can listen to { $minutes } minutes at most. Say it shorter, or type it.
    }
brief-refused = That does not work: { $reason }

no-room = The studio’s disk is nearly full, so I cannot begin a new film now. What is under way goes on. Please come back later.

no-open-jobs = No orders are in progress. Tell me what to advertise, and we begin.
no-jobs = No films yet. Tell me what to advertise, and there will be a first one.
jobs = <b>Recent films</b>
jobs-line = { $date } · { $title } — { $state }
nothing-to-cancel = Nothing to cancel: no orders are in progress.
cancel-which = Which order shall I cancel?
stop-really = Cancel “{ INNER($title) }”?
stop-change = Cancel the change? “{ INNER($title) }” stays as it was.
stop-spent = 💳 { $usd } was spent so far.
stop-under-way = ⏳ Something is being made right now: it may cost up to { $usd } more.
stop-can-go-on = While its files are kept, you can go on with it later.

state-pending = starting
state-generating-script = writing the script
state-awaiting-script-approval = waiting for you: the script
state-script-approved = script approved
state-generating-images = drawing
state-awaiting-images-approval = waiting for you: the pictures
state-images-approved = pictures approved
state-animating-videos = animating
state-awaiting-videos-approval = waiting for you: the clips
state-videos-approved = clips approved
state-generating-audio = recording the voice
state-assembling-video = cutting the film
state-completed = done ✅
state-cancelled = cancelled
state-failed = stopped

settings =
    ⚙️ <b>Settings of this chat</b>
    Film language: { $language ->
        [ru] Russian
        [en] English
       *[auto] as in the brief
    }
    Format: { $ratio } ({ $shape ->
        [wide] landscape
        [tall] portrait
       *[square] square
    })
    Length: { $length ->
        [film] 4 minutes
       *[spot] 50 seconds
    }
    Captions: { $captions ->
        [on] on
       *[off] off
    }
    Voice: { $voice ->
        [auto] default
        [female] female
        [male] male
       *[named] { $name }
    }
    They apply to new films.
settings-for-next = The film that I am asking about stays as it is. To change it, cancel it and order it again.
choose-language = 🌐 Which language shall I write in?
