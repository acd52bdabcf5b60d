/** Names of TaskWeaver's own tracing (`taskweaver/module/tracing.py`), and of what we make of it. */

/** The scope of all its spans. */
export const TASKWEAVER_SCOPE = 'taskweaver.module.tracing';
/** `service.name` where the user set none (`tracing.service_name`). */
export const TASKWEAVER_SERVICE = 'taskweaver.otlp.tracer';

/** Before the names of its attributes, which have no namespace of their own. */
export const TASKWEAVER_PREFIX = 'taskweaver.';
export const TASKWEAVER_SESSION_ID = 'taskweaver.session_id';
export const TASKWEAVER_ROUND_ID = 'taskweaver.round_id';
export const TASKWEAVER_ROLE = 'taskweaver.role';
export const TASKWEAVER_SEND_TO = 'taskweaver.send_to';
/** Followed by the type of the attachment. */
export const TASKWEAVER_ATTACHMENT_PREFIX = 'taskweaver.attachment.';
