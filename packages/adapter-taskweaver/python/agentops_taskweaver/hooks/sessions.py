"""Sessions: found, sent a message, stopped (`app/session_manager.py`, `session/session.py`)."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

from ..patching import wrap_method
from ..recorder import Recorder
from ..session_facts import plugins_of, session_facts
from .event_handler import EventHandler


def hook_session_manager(recorder: Recorder, module: ModuleType) -> None:
    def make(original: Callable[..., Any]) -> Callable[..., Any]:
        def get_session(*args: Any, **kwargs: Any) -> Any:
            session = original(*args, **kwargs)
            with recorder.guard("SessionManager._get_session_from_store"):
                if session is not None:
                    adopt(recorder, session)
            return session

        return get_session

    wrap_method(module.SessionManager, "_get_session_from_store", make)


def hook_session(recorder: Recorder, module: ModuleType) -> None:
    wrap_method(module.Session, "send_message", lambda original: _send_message(recorder, original))
    wrap_method(module.Session, "stop", lambda original: _stop(recorder, original))


def adopt(recorder: Recorder, session: Any) -> None:
    """Tells of a session that is new to us, and listens to its events, before any handler of the user's."""
    state = recorder.sessions.of(session)
    if state.started:
        return
    state.started = True
    with recorder.guard("session_start"):
        recorder.use_config(session.config.src)
        recorder.learn_secrets(plugin.config for plugin in plugins_of(session))
        facts, content = session_facts(session, state)
        recorder.reporter.report("session_start", facts, content, session=state.session_id)
        recorder.session_opened()
    # A handler that raises hides the event from those behind it (`event_emitter.py:236-238`).
    session.event_emitter.handlers.insert(0, EventHandler(recorder, session, state))


def adopt_all(recorder: Recorder, app: Any) -> None:
    """The sessions that an app has already."""
    store = app.session_manager.session_store
    for session_id in store.list_all_session_ids():
        adopt(recorder, store.get_session(session_id))


def _send_message(recorder: Recorder, original: Callable[..., Any]) -> Callable[..., Any]:
    def send_message(self: Any, message: str, *args: Any, **kwargs: Any) -> Any:
        with recorder.guard("Session.send_message"):
            adopt(recorder, self)
            files = args[1] if len(args) > 1 else kwargs.get("files")
            # A file's content may be in it, as bytes.
            names = [str(file.get("name")) for file in files or []]
            recorder.reporter.report(
                "message", None, {"text": message, "files": names}, session=recorder.sessions.of(self).session_id
            )
        try:
            result = original(self, message, *args, **kwargs)
        except BaseException as error:
            with recorder.guard("Session.send_message"):
                _message_end(recorder, self, None, error)
            raise
        with recorder.guard("Session.send_message"):
            _message_end(recorder, self, result, None)
        return result

    return send_message


def _message_end(recorder: Recorder, session: Any, result: Any, error: BaseException | None) -> None:
    state = recorder.sessions.of(session)
    facts: dict[str, object] = {"round_id": getattr(result, "id", state.round_id), "state": getattr(result, "state", None)}
    if error is not None:
        facts["error"] = recorder.failure(error)
    recorder.reporter.report("message_end", facts, session=state.session_id)


def _stop(recorder: Recorder, original: Callable[..., Any]) -> Callable[..., Any]:
    def stop(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return original(self, *args, **kwargs)
        finally:
            # The console stops a session, and the app that is stopped at exit does so again.
            with recorder.guard("Session.stop"):
                state = recorder.sessions.of(self)
                if state.started and not state.stopped:
                    state.stopped = True
                    recorder.reporter.report("session_stop", session=state.session_id)
                recorder.sessions.close(state)
                recorder.session_closed()

    return stop
