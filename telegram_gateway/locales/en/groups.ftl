# Groups: who speaks here, and who decides.
no-open-jobs-group = Nothing is under way. To begin, mention me: { $bot } and what to advertise.
no-jobs-group = No films yet. To order the first one, mention me: { $bot } and what to advertise.
settings-of-group = Only admins of this group can change them.
toast-admins-only = Only admins of this group change its settings.
toast-admins-unknown = I could not find out who is an admin here. Please try again.
faceless = This message came in the name of a group or a channel, so I cannot see who is ordering. Please write in your own name: the decisions will be yours.

# A question that is answered by a reply in groups: the app opens the reply by itself.
note-reply = { $who }, write it as a reply to this message.
placeholder-note = What to change?
