"""What a meeting looks at, one topic a screen. Not here: the frame around a topic (pages/meeting.py)."""
