"""The demo: plays the authorities of 2014 (mail catcher, replies, shipped decisions)."""
