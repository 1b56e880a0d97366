failure-title = ⚠️ <b>{ $title }</b>
failure-segments =
    { $count ->
        [1] Segment { $numbers } failed
       *[other] Segments { $numbers } failed
    }{ $rest ->
        [all] ; everything else is done and stays.
        [some] ; what is done stays.
       *[none] .
    }
failure-lines =
    { $count ->
        [1] Line { $numbers } could not be read aloud
       *[other] Lines { $numbers } could not be read aloud
    }{ $rest ->
        [all] ; everything else is done and stays.
        [some] ; what is done stays.
       *[none] .
    }
failure-reason = The service says: <i>{ $reason }</i>

failure-rate-limited = ⏳ The service is overloaded for the moment. Please try again in a few minutes.
failure-timed-out = ⏳ The service took too long. Try again: what is done is not made twice.
failure-unavailable = 🔌 The service cannot be reached now. Try again in a few minutes.
failure-rejected = 🙅 The service’s rules do not allow this. Rephrase it, and I’ll try again.
failure-out-of-credit = 💳 The service’s account is empty. Once the bot’s owner has topped it up, we can carry on from here.
failure-over-budget = 💳 The budget is used up, so this step did not start. Once the bot’s owner has raised it, we can carry on from here.
failure-unauthorized = 🔑 The service rejected the key: please tell the bot’s owner. Once it is fixed, we can carry on from here.
failure-bad-request = 🤔 The service did not understand the task. Rephrase it, or try again.
failure-bad-input = 🖼 A file that was sent cannot be read. Cancel the order and send another file.
failure-picture = 🖼 The picture of this shot got damaged where it is kept. Cancel the order and order the film again.
failure-bad-output = 🌀 The service returned something unusable. That is its fault, not yours. Try again, and it will be made anew.
failure-unknown-outcome = ❔ The connection broke, and nobody knows whether the service did its work. You can try again, but you may end up paying for this step twice.
failure-unsupported = 🚫 The chosen service cannot do this. Change the settings (/settings) and start again.
failure-gate-closed = 🚪 This step is not approved yet, so nothing was spent. Try again.
failure-already-at-work = ♻️ This is being made already. If nothing appears, try again.
failure-not-ready = 🧩 Something that this step needs is not there yet. Try again.
failure-assembly = 🎞 The film could not be put together. Try again: the shots and the voice are done.
failure-storage = 💾 Files cannot be stored or read. Try again; if that does not help, tell the bot’s owner.
failure-stopped = ⏹ The work was stopped. We can carry on from here.
failure-crashed = 💥 The work broke off. We can carry on from here: nothing that is done is made twice.
failure-not-heard = 🎧 The voice message cannot be understood, or is too long. Record it again, or send the same as text.
failure-voice = 🎧 I cannot understand voice messages at the moment. Please send the same as text.
failure-other = ⚠️ Something did not work. Try again.

price-again = 💰 Another try costs about { $usd }: it has to be paid for again.
