"""What the gateway keeps of chats, cards and links."""
