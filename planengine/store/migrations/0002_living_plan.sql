ALTER TABLE plan ADD COLUMN closed_on TEXT;

ALTER TABLE plan ADD COLUMN tracked_from TEXT;

ALTER TABLE assignment ADD COLUMN late_since TEXT;

CREATE TABLE extension (
	uid TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	assignment_uid TEXT NOT NULL, 
	agency TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	asked_on TEXT NOT NULL, 
	due TEXT NOT NULL, 
	wanted TEXT NOT NULL, 
	after_due INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	state TEXT NOT NULL, 
	decided_on TEXT, 
	decided_by TEXT, 
	granted TEXT, 
	excused INTEGER NOT NULL, 
	late_since TEXT, 
	answer TEXT, 
	document TEXT, 
	last_seq INTEGER NOT NULL, 
	PRIMARY KEY (uid)
)
 WITHOUT ROWID,
 STRICT

;

CREATE INDEX extension_assignment ON extension (assignment_uid);

CREATE INDEX extension_plan ON extension (plan_uid, state);

CREATE TABLE difficulty (
	uid TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	assignment_uid TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	agency TEXT NOT NULL, 
	text TEXT NOT NULL, 
	addressee TEXT NOT NULL, 
	via TEXT, 
	raised_on TEXT NOT NULL, 
	state TEXT NOT NULL, 
	escalated_on TEXT, 
	reason TEXT, 
	answer TEXT, 
	answered_by TEXT, 
	answered_on TEXT, 
	document TEXT, 
	resolved_by TEXT, 
	resolved_on TEXT, 
	last_seq INTEGER NOT NULL, 
	PRIMARY KEY (uid)
)
 WITHOUT ROWID,
 STRICT

;

CREATE INDEX difficulty_assignment ON difficulty (assignment_uid);

CREATE UNIQUE INDEX difficulty_number ON difficulty (plan_uid, number);

CREATE TABLE evidence (
	uid TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	assignment_uid TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	agency TEXT NOT NULL, 
	added_on TEXT NOT NULL, 
	text TEXT, 
	number TEXT, 
	day TEXT, 
	abstract TEXT, 
	sha256 TEXT, 
	size INTEGER, 
	type TEXT, 
	name TEXT, 
	link TEXT, 
	last_seq INTEGER NOT NULL, 
	PRIMARY KEY (uid)
)
 WITHOUT ROWID,
 STRICT

;

CREATE INDEX evidence_assignment ON evidence (assignment_uid);

CREATE INDEX evidence_file ON evidence (sha256);

CREATE TABLE target_value (
	uid TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	target_uid TEXT NOT NULL, 
	period TEXT NOT NULL, 
	agency TEXT NOT NULL, 
	value TEXT, 
	unit TEXT NOT NULL, 
	note TEXT, 
	said_by TEXT NOT NULL, 
	said_on TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	last_seq INTEGER NOT NULL, 
	PRIMARY KEY (uid)
)
 WITHOUT ROWID,
 STRICT

;

CREATE INDEX target_value_target ON target_value (target_uid);

CREATE INDEX target_value_plan ON target_value (plan_uid);

CREATE TABLE baseline (
	uid TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	name TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	dates TEXT NOT NULL, 
	document TEXT, 
	reason TEXT, 
	set_on TEXT NOT NULL, 
	last_seq INTEGER NOT NULL, 
	PRIMARY KEY (uid)
)
 WITHOUT ROWID,
 STRICT

;

CREATE UNIQUE INDEX baseline_name ON baseline (plan_uid, name);

CREATE TABLE outcome (
	uid TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	task TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	reason TEXT, 
	carried_to TEXT, 
	closed_on TEXT NOT NULL, 
	last_seq INTEGER NOT NULL, 
	PRIMARY KEY (uid)
)
 WITHOUT ROWID,
 STRICT

;

CREATE INDEX outcome_plan ON outcome (plan_uid);

CREATE TABLE closing (
	uid TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	closed_on TEXT NOT NULL, 
	reason TEXT, 
	document TEXT, 
	successor TEXT, 
	figures TEXT NOT NULL, 
	last_seq INTEGER NOT NULL, 
	PRIMARY KEY (uid)
)
 WITHOUT ROWID,
 STRICT

;

CREATE TABLE answer (
	plan_uid TEXT NOT NULL, 
	idem_key TEXT NOT NULL, 
	command TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	code INTEGER, 
	out TEXT, 
	err TEXT, 
	PRIMARY KEY (plan_uid, idem_key)
)
 WITHOUT ROWID,
 STRICT

;

CREATE INDEX occurrence_within ON occurrence (plan_uid, within_of) WHERE within_of IS NOT NULL;
