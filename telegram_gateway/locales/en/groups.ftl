# Groups: who speaks here, and who decides.
no-open-jobs-group = Nothing is under way. To begin, mention me: { $bot } and which film you need.
no-jobs-group = No films yet. To order the first one, mention me: { $bot } and which film you need.
settings-of-group = Only admins of this group can change them.
toast-admins-only = Only admins of this group change its settings.
toast-admins-unknown = I could not find out who is an admin here. Please try again.
faceless = This message came in the name of a group or a channel, so I cannot see who is ordering. Please write in your own name: the decisions will be yours.

# A question that is answered by a reply in groups: the app opens the reply by itself.
note-reply = { $who }, write it as a reply to this message.
ask-correction = ✏️ What was really said?
placeholder-note = How should it be?

# A decision is handed to somebody else: their link, and the words for them and for the orderer.
button-hand-over = 🤝 Let someone else decide
button-share-link = ↗️ Send the link
button-hand-back = ↩️ Take it back
gate-script = script
gate-images = pictures
gate-videos = clips
hand-over =
    🤝 “{ INNER($title) }”, { $stage }: you can let someone else decide, a client for instance.
    Whoever opens the link first can approve this step, ask for changes or cancel the order. You can still decide as well, and take it back at any time.
hand-price = 💰 The one who decides spends, and the bot’s owner pays: { $usd } to approve, { $each } for each change.
hand-price-free = Approving and changing cost nothing.
hand-price-unknown = 💰 I could not find out what it will cost: the one who decides spends the bot owner’s money.
hand-link =
    For a person: { $link }
    The link works once, and only for the next 24 hours; the order waits as long.
hand-group = Or for a group’s admins: { $link }
toast-link-sent = The link is in our private chat.
toast-write-first = Write to me in private first: I will send the link there.
toast-handed-back = Only you decide again.
link-dead = This link no longer works: someone has used it, or a day has passed. Ask for a new one.
link-own = This is your own link. Send it to the person who is to decide.
link-late = There is nothing to decide here any more.
link-for-admins = Only an admin can decide for this group.
handed-to-you = 🤝 { $who } asks you to decide on “{ INNER($title) }”. Everything made so far is below: approve it, ask for changes, or cancel the order.
handed-over = 🤝 “{ INNER($title) }”, { $stage }: { $who } can decide now, too. You still can as well.
verdict-handed-back = ↩️ The one who ordered decides.
guest-next = ✅ Ready: { $stage }. The one who ordered decides next.
guest-done = 🎬 The film is ready, and with the one who ordered it.
guest-stopped = ⚠️ Work has stopped: now the one who ordered decides.
decided-by = 👤 { $who }
not-allowed-to-order = Only members can order here: you were asked to decide on one film.

# Leaving: what is kept, and its deletion after one question.
command-forget = Delete everything about me
button-forget-yes = 🗑 Yes, delete it all
button-forget-no = ↩️ Keep it
toast-forget-no = All right, it stays.
toast-forgetting = Deleting.
forget-in-private = You can delete everything about you in our private chat: write /forget there.
forget-kept =
    🗑 This is what I keep about you: { $jobs ->
        [0] only this chat’s settings. There are no orders.
        [one] this chat’s settings and { $jobs } order with all that belongs to it: { forget-files }.
       *[other] this chat’s settings and { $jobs } orders with all that belongs to them: { forget-files }.
    }
forget-files =
    { $films ->
        [0] texts, voice messages, photos, pictures and clips
        [one] texts, voice messages, photos, pictures, clips and { $films } finished film
       *[other] texts, voice messages, photos, pictures, clips and { $films } finished films
    }
forget-running =
    { $jobs ->
        [one] { $jobs } order is not finished: I will cancel it.
       *[other] { $jobs } orders are not finished: I will cancel them.
    }{ $is_paid ->
        [true] { " " }{ $usd } was spent on that already.
       *[false] { "" }
    }
forget-stays = The studio’s log keeps what was done and spent, the texts of orders included: the bot’s owner deletes that. The messages in this chat are yours to delete.
forget-really = Delete it? There is no way back.
forgotten = Done: orders, files and settings are deleted. Write again, and we start afresh.
forget-failed = Some files cannot be deleted right now. Write /forget again in a few minutes.
gate-below = 👇 No orders of your own, but you were asked to decide:
gate-below-group = 👇 Nothing is under way, but the admins were asked to decide:
