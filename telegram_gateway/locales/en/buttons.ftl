button-approve = ✅ Approve
button-cancel = ❌ Cancel
button-change = ✏️ Change
button-pick-images = 🔁 Redo pictures
button-pick-videos = 🔁 Redo segments
button-pick-film = 🔁 Redo segments and cut again
button-all-clips = ▶️ Show all clips
button-chosen = ✓ { $n }
button-redo-images = 🖼 New picture
button-redo-videos = 🎞 New motion
button-back-images = ↩️ Picture before
button-back-videos = ↩️ Motion before
button-back = ↩️ Back
button-plain-redo = 🔁 Just once more
button-drop = ↩️ Never mind
button-new-film = 🎬 New film
button-as-note = ✏️ Change “{ $title }”
button-continue-note = ↩️ Continue with this change
button-note-images = 🖼 New picture{ $is_free ->
        [true] { "" }
       *[false] {" "}· { $usd }
    }
button-note-videos = 🎞 New animation{ $is_free ->
        [true] { "" }
       *[false] {" "}· { $usd }
    }
button-heard-right = ✅ That is right
button-heard-wrong = ✏️ Correct it
button-retry = 🔁 Try again
button-reword = ✏️ Say it differently
button-cancel-job = ❌ Cancel the order
button-continue = ↩️ Continue
button-continue-job = ↩️ { $title }
button-revoice = 🗣 Voice: { $voice }
button-again = 🔁 Start again
button-stop-yes = ❌ Yes, cancel
button-stop-no = ▶️ No, go on
button-film = 🎬 { $title }
button-show-job = 👇 { $title }
button-again-job = 🔁 { $title }
button-newer = ‹ Newer
button-older = Older ›

language-ru = Русский
language-en = English
film-language-auto = As in the brief
film-language-ru = Русский
film-language-en = English
format-spot = 🎬 Spot
format-film = 🎞 Film
captions-on = 💬 Captions
captions-off = No captions
voice-auto = 🎙 Any voice
voice-female = Female
voice-male = Male

toast-approved-script = Approved! Drawing the pictures.
toast-approved-images = Approved! Setting them in motion.
toast-approved-videos = Approved! Cutting the film.
toast-approved-before = Approved before; it is under way.
toast-cancelled = The order is cancelled.
toast-cancelled-before = This order was cancelled before.
toast-late = This is decided already.
toast-shown = Here it is, below 👇
toast-below = This question was asked anew, see below 👇
toast-under-way = This order is still under way.
toast-not-owner = The person who ordered this film decides.
toast-unknown = This button does not work any more.
toast-unknown-job = This order is not there any more.
toast-no-room = The studio's disk is nearly full: no new film now. Please try later.
toast-files-gone = The files of this order were deleted. Please send it anew.
toast-goes-on = All right, going on.
toast-retry = Trying again.
toast-heard-right = Great, writing the script.
toast-send-correction = Send the corrected text in one message.
toast-choose-first = Choose segments first.
toast-write-change = Write what to change.
toast-redo = Making it again.
toast-taken-back = The one before is back.
toast-no-other-take = There is no other one.
toast-all-clips = All clips are on their way.
toast-again = Starting again.
toast-new-film = Starting a new film.
toast-film = On its way.
toast-chosen = Noted.
toast-not-allowed = This bot is private.
toast-slow-down = Too fast. Please wait a minute.
toast-broken = Something broke. Please try again.

command-start = What I can do
command-help = How it works
command-status = How the orders stand
command-jobs = Recent films
command-cancel = Cancel an order
command-settings = Format, voice, captions
command-lang = Language · Язык
description = I make ad films right here in the chat. Describe what to advertise, typed or spoken: minutes later there is a finished video with script, pictures and narration. Before every step that costs money I ask you.
short-description = An ad film from one message: script, pictures, voice, video.
