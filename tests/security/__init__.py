"""What strangers send and what secrets we hold: nothing of the one gets in, of the other out."""
