"""One file for each part of TaskWeaver (microsoft/TaskWeaver d44ddef) that is hooked."""
