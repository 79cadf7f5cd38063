PRAGMA application_id = 1347178053;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE agency (
	uid TEXT NOT NULL, 
	id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	short TEXT NOT NULL, 
	kind TEXT, 
	is_group INTEGER NOT NULL, 
	valid_from TEXT, 
	valid_until TEXT, 
	PRIMARY KEY (uid), 
	UNIQUE (id)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "agency" VALUES('01HK3YCB807CRTEGJTQYTE7DXH','ubnd-tinh','UBND tỉnh','UBND tỉnh',NULL,0,NULL,NULL);
INSERT INTO "agency" VALUES('01HK3YCB807CRTEGJTQYTE7DXJ','van-phong','Văn phòng','Văn phòng',NULL,0,NULL,NULL);
INSERT INTO "agency" VALUES('01HK3YCB807CRTEGJTQYTE7DXK','so-a','Sở A','Sở A',NULL,0,NULL,NULL);
INSERT INTO "agency" VALUES('01HK3YCB807CRTEGJTQYTE7DXM','so-b','Sở B','Sở B',NULL,0,NULL,NULL);
INSERT INTO "agency" VALUES('01HK3YCB807CRTEGJTQYTE7DXN','huyen-1','Huyện 1','Huyện 1',NULL,0,NULL,NULL);
INSERT INTO "agency" VALUES('01HK3YCB807CRTEGJTQYTE7DXP','huyen-2','Huyện 2','Huyện 2',NULL,0,NULL,NULL);
INSERT INTO "agency" VALUES('01HK3YCB807CRTEGJTQYTE7DXQ','cac-huyen','Các huyện','Các huyện','group',1,NULL,NULL);
CREATE TABLE assignment (
	uid TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	occurrence_uid TEXT NOT NULL, 
	agency_uid TEXT NOT NULL, 
	role TEXT NOT NULL, 
	size INTEGER, 
	state TEXT NOT NULL, 
	due TEXT, 
	committed TEXT, 
	former TEXT, 
	accepted_on TEXT, 
	started_on TEXT, 
	updated_on TEXT, 
	reported_on TEXT, 
	confirmed_on TEXT, 
	percent INTEGER, 
	note TEXT, 
	reason TEXT, 
	evidence TEXT, 
	backdated INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	last_seq INTEGER NOT NULL, 
	PRIMARY KEY (uid)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "assignment" VALUES('01HK3YCB809F8771VEX5PHFDQV','01HK3YCB809F8771VEX5PHFDQH','01HK3YCB809F8771VEX5PHFDQQ','01HK3YCB807CRTEGJTQYTE7DXK','lead',NULL,'done','2024-06-30',NULL,NULL,'2024-02-01','2024-03-04','2024-03-08','2024-03-08','2024-03-11',NULL,NULL,NULL,'2/BC-SA',0,5,12);
INSERT INTO "assignment" VALUES('01HK3YCB809F8771VEX5PHFDQW','01HK3YCB809F8771VEX5PHFDQH','01HK3YCB809F8771VEX5PHFDQQ','01HK3YCB807CRTEGJTQYTE7DXN','support',NULL,'closed','2024-06-30',NULL,'assigned',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0,13);
INSERT INTO "assignment" VALUES('01HK3YCB809F8771VEX5PHFDQX','01HK3YCB809F8771VEX5PHFDQH','01HK3YCB809F8771VEX5PHFDQQ','01HK3YCB807CRTEGJTQYTE7DXP','support',NULL,'closed','2024-06-30',NULL,'assigned',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0,13);
INSERT INTO "assignment" VALUES('01HK3YCB809F8771VEX5PHFDQY','01HK3YCB809F8771VEX5PHFDQH','01HK3YCB809F8771VEX5PHFDQR','01HK3YCB807CRTEGJTQYTE7DXK','lead',NULL,'assigned','2024-03-18',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'chuyển việc',NULL,0,1,17);
INSERT INTO "assignment" VALUES('01HK3YCB809F8771VEX5PHFDQZ','01HK3YCB809F8771VEX5PHFDQH','01HK3YCB809F8771VEX5PHFDQS','01HK3YCB807CRTEGJTQYTE7DXN','each',NULL,'submitted','2024-06-30','2024-06-15',NULL,'2024-03-12','2024-07-05','2024-07-05','2024-07-05',NULL,NULL,NULL,NULL,'9/BC-H1',0,2,20);
INSERT INTO "assignment" VALUES('01HK3YCB809F8771VEX5PHFDR0','01HK3YCB809F8771VEX5PHFDQH','01HK3YCB809F8771VEX5PHFDQS','01HK3YCB807CRTEGJTQYTE7DXP','each',NULL,'declined','2024-06-30',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'không thuộc địa bàn',NULL,0,1,16);
INSERT INTO "assignment" VALUES('01HK3YCB809F8771VEX5PHFDR1','01HK3YCB809F8771VEX5PHFDQH','01HK3YCB809F8771VEX5PHFDQT','01HK3YCB807CRTEGJTQYTE7DXK','lead',NULL,'in_progress',NULL,NULL,NULL,'2024-02-05','2024-02-05','2024-02-05',NULL,NULL,NULL,'đã họp',NULL,NULL,0,1,8);
INSERT INTO "assignment" VALUES('01HTBP5180F2HW1SV3SNKE3R69','01HK3YCB809F8771VEX5PHFDQH','01HTBP5180F2HW1SV3SNKE3R68','01HK3YCB807CRTEGJTQYTE7DXM','lead',NULL,'assigned','2024-05-01',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0,18);
CREATE TABLE attempt (
	outbox_uid TEXT NOT NULL, 
	attempt INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	worker TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	PRIMARY KEY (outbox_uid, attempt)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "attempt" VALUES('01J2813F8048N6RKA5QZHBSM9V',1,'2024-07-08T02:00:00.000000Z','may-chu:1','accepted','written to /tmp/keeping/ws1/letters/20240708-68c89bce10d2ce193242bfa6a4ffd794ef7d8801342cdfc7256725d6bb259d5a.eml');
INSERT INTO "attempt" VALUES('01J2813F8048N6RKA5QZHBSM9W',1,'2024-07-08T02:00:00.000000Z','may-chu:1','accepted','written to /tmp/keeping/ws1/letters/20240708-af7681851be48e67df9c81e0f59c938e71eeeb93ec2f8b8ee544a30a1c1f140c.eml');
CREATE TABLE calendar (
	id TEXT NOT NULL, 
	weekend TEXT NOT NULL, 
	covers_from TEXT NOT NULL, 
	covers_until TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "calendar" VALUES('thu','5,6','2023-01-01','2025-12-31');
CREATE TABLE contact (
	agency_uid TEXT NOT NULL, 
	role TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	name TEXT, 
	email TEXT, 
	zalo TEXT, 
	phone TEXT, 
	PRIMARY KEY (agency_uid, role, position)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "contact" VALUES('01HK3YCB807CRTEGJTQYTE7DXJ','focal',0,'Bà Nguyễn Thị A','vp@tinh.example',NULL,NULL);
INSERT INTO "contact" VALUES('01HK3YCB807CRTEGJTQYTE7DXK','focal',0,'Ông Trần Văn B','so-a@tinh.example',NULL,NULL);
CREATE TABLE day (
	calendar TEXT NOT NULL, 
	day TEXT NOT NULL, 
	worked INTEGER NOT NULL, 
	PRIMARY KEY (calendar, day)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "day" VALUES('thu','2024-05-01',0);
CREATE TABLE edge (
	successor TEXT NOT NULL, 
	predecessor TEXT NOT NULL, 
	agency_uid TEXT NOT NULL, 
	type TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	lag_count INTEGER NOT NULL, 
	lag_unit TEXT NOT NULL, 
	soft INTEGER NOT NULL, 
	reason TEXT, 
	PRIMARY KEY (successor, predecessor, agency_uid, type)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "edge" VALUES('01HK3YCB809F8771VEX5PHFDQR','01HK3YCB809F8771VEX5PHFDQQ','','FS','01HK3YCB809F8771VEX5PHFDQH',0,'d',0,NULL);
CREATE TABLE event (
	plan_uid TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	stream TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	type TEXT NOT NULL, 
	schema INTEGER NOT NULL, 
	occurred_on TEXT NOT NULL, 
	recorded_at TEXT NOT NULL, 
	person TEXT NOT NULL, 
	agency TEXT NOT NULL, 
	typed_by TEXT, 
	decided_by TEXT, 
	channel TEXT NOT NULL, 
	document TEXT, 
	clock TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	correlation TEXT NOT NULL, 
	idem_key TEXT, 
	payload TEXT NOT NULL, 
	prev_hash TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	algo TEXT NOT NULL, 
	PRIMARY KEY (plan_uid, seq), 
	UNIQUE (plan_uid, stream, version), 
	UNIQUE (hash)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "event" VALUES('01HK3YCB809F8771VEX5PHFDQH',1,'01HK3YCB809F8771VEX5PHFDQH',1,'revision_applied',1,'2024-01-02','2024-01-02T02:00:00.000000Z','thu-ky','van-phong',NULL,NULL,'cli',NULL,'given',1,'01HK3YCB8019YRNWRNQTB4DMBV',NULL,'{"calendar":"8410778b0e9f1f60a18ebb5b358ce65b210165ebfd1280b9a010e32e9bb0ab6e","directory":"f06e43d234288a89b43daa085f04bda894fcb0479b75a6d597df4066a00de43d","occurrences":4,"plan":"thu","reason":null,"revision":1,"sha256":"51807bc7167e30599fa39a23f2158630da39855955395a70099f1e01a0470a78","tasks":5}','','04102831eb5de6f53d470d9fda8daf81d072e598435fec99500e6b77a61c620e','sha256');
INSERT INTO "event" VALUES('01HK3YCB809F8771VEX5PHFDQH',2,'01HK3YCB809F8771VEX5PHFDQQ',1,'occurrence_planned',1,'2024-01-02','2024-01-02T02:00:00.000000Z','thu-ky','van-phong',NULL,NULL,'cli',NULL,'given',1,'01HK3YCB8019YRNWRNQTB4DMBV',NULL,'{"after":[],"assignments":[{"agency":"so-a","role":"lead","size":null,"uid":"01HK3YCB809F8771VEX5PHFDQV"},{"agency":"huyen-1","role":"support","size":null,"uid":"01HK3YCB809F8771VEX5PHFDQW"},{"agency":"huyen-2","role":"support","size":null,"uid":"01HK3YCB809F8771VEX5PHFDQX"}],"closes_on":"2024-12-31","completion":"all","completion_n":null,"due":"2024-06-30","internal_due":null,"kind":"once","opens_on":"2024-01-01","support_required":false,"task":"1","task_uid":"01HK3YCB809F8771VEX5PHFDQJ"}','04102831eb5de6f53d470d9fda8daf81d072e598435fec99500e6b77a61c620e','8389bd9c507d1d6edc266c230b81e89af6f867af28d9e85606b655ad7848da67','sha256');
INSERT INTO "event" VALUES('01HK3YCB809F8771VEX5PHFDQH',3,'01HK3YCB809F8771VEX5PHFDQR',1,'occurrence_planned',1,'2024-01-02','2024-01-02T02:00:00.000000Z','thu-ky','van-phong',NULL,NULL,'cli',NULL,'given',1,'01HK3YCB8019YRNWRNQTB4DMBV',NULL,'{"after":[{"agency":"","predecessor":"01HK3YCB809F8771VEX5PHFDQQ","soft":0,"type":"FS"}],"assignments":[{"agency":"so-b","role":"lead","size":null,"uid":"01HK3YCB809F8771VEX5PHFDQY"}],"closes_on":"2024-12-31","completion":"all","completion_n":null,"due":null,"internal_due":null,"kind":"once","opens_on":"2024-01-01","support_required":false,"task":"2","task_uid":"01HK3YCB809F8771VEX5PHFDQK"}','8389bd9c507d1d6edc266c230b81e89af6f867af28d9e85606b655ad7848da67','feb3a35f40088ab9348624f6e880c03bb97221373e28e77d98c227b244f09753','sha256');
INSERT INTO "event" VALUES('01HK3YCB809F8771VEX5PHFDQH',4,'01HK3YCB809F8771VEX5PHFDQS',1,'occurrence_planned',1,'2024-01-02','2024-01-02T02:00:00.000000Z','thu-ky','van-phong',NULL,NULL,'cli',NULL,'given',1,'01HK3YCB8019YRNWRNQTB4DMBV',NULL,'{"after":[],"assignments":[{"agency":"huyen-1","role":"each","size":null,"uid":"01HK3YCB809F8771VEX5PHFDQZ"},{"agency":"huyen-2","role":"each","size":null,"uid":"01HK3YCB809F8771VEX5PHFDR0"}],"closes_on":"2024-12-31","completion":"all","completion_n":null,"due":"2024-06-30","internal_due":null,"kind":"once","opens_on":"2024-01-01","support_required":false,"task":"3","task_uid":"01HK3YCB809F8771VEX5PHFDQM"}','feb3a35f40088ab9348624f6e880c03bb97221373e28e77d98c227b244f09753','898a9547c73a6b6943a0e2d6b8c9c95617470da55eb3e55a8223e39ff4ee7be7','sha256');
INSERT INTO "event" VALUES('01HK3YCB809F8771VEX5PHFDQH',5,'01HK3YCB809F8771VEX5PHFDQT',1,'occurrence_planned',1,'2024-01-02','2024-01-02T02:00:00.000000Z','thu-ky','van-phong',NULL,NULL,'cli',NULL,'given',1,'01HK3YCB8019YRNWRNQTB4DMBV',NULL,'{"after":[],"assignments":[{"agency":"so-a","role":"lead","size":null,"uid":"01HK3YCB809F8771VEX5PHFDR1"}],"closes_on":"2024-12-31","completion":"all","completion_n":null,"due":null,"internal_due":null,"kind":"standing","opens_on":"2024-01-01","support_required":false,"task":"4","task_uid":"01HK3YCB809F8771VEX5PHFDQN"}','898a9547c73a6b6943a0e2d6b8c9c95617470da55eb3e55a8223e39ff4ee7be7','c58e08e8f96de14be71546df41a40b10fa7d8717298557d39521bb0812855701','sha256');
INSERT INTO "event" VALUES('01HK3YCB809F8771VEX5PHFDQH',6,'01HK3YCB809F8771VEX5PHFDQH',2,'reminders_enabled',1,'2024-01-03','2024-01-03T02:00:00.000000Z','thu-ky','van-phong',NULL,NULL,'cli',NULL,'given',1,'01HK3YCB809F8771VEX5PHFDQH',NULL,'{"from":"2024-01-03","plan":"thu"}','c58e08e8f96de14be71546df41a40b10fa7d8717298557d39521bb0812855701','91dcba4b3ec7cb81b42ff80fa2164a845bdf0fc08cc531baafef46cc9bd5df91','sha256');
INSERT INTO "event" VALUES('01HK3YCB809F8771VEX5PHFDQH',7,'01HK3YCB809F8771VEX5PHFDQV',1,'assignment_accepted',1,'2024-02-01','2024-02-01T02:00:00.000000Z','thu-ky','so-a',NULL,NULL,'cli',NULL,'given',1,'5de8f0ad8eb34377',NULL,'{"agency":"so-a","from":"assigned","on":"2024-02-01","state":"accepted","task":"1"}','91dcba4b3ec7cb81b42ff80fa2164a845bdf0fc08cc531baafef46cc9bd5df91','5498786afdc65c6f02064628db608633bcb0f19081525546eee40ada96a0871e','sha256');
INSERT INTO "event" VALUES('01HK3YCB809F8771VEX5PHFDQH',8,'01HK3YCB809F8771VEX5PHFDR1',1,'progress_reported',1,'2024-02-05','2024-02-05T02:00:00.000000Z','thu-ky','so-a',NULL,NULL,'cli',NULL,'given',1,'3a70c51a935b751f',NULL,'{"agency":"so-a","from":"assigned","note":"đã họp","on":"2024-02-05","state":"in_progress","task":"4"}','5498786afdc65c6f02064628db608633bcb0f19081525546eee40ada96a0871e','2fbcc7fdbda5aad2a5cf12f55acec7e08319bcb016e3faeeb40798f83c7c5bf7','sha256');
INSERT INTO "event" VALUES('01HK3YCB809F8771VEX5PHFDQH',9,'01HK3YCB809F8771VEX5PHFDQV',2,'completion_reported',1,'2024-03-04','2024-03-04T02:00:00.000000Z','thu-ky','so-a',NULL,NULL,'cli',NULL,'given',1,'6da571fc759b2ce6',NULL,'{"agency":"so-a","evidence":"1/BC-SA","from":"accepted","on":"2024-03-04","state":"submitted","task":"1"}','2fbcc7fdbda5aad2a5cf12f55acec7e08319bcb016e3faeeb40798f83c7c5bf7','5627abf51aaeaf61d33d83fc84cb37acb29702675f113642da25c95bfcc443b7','sha256');
INSERT INTO "event" VALUES('01HK3YCB809F8771VEX5PHFDQH',10,'01HK3YCB809F8771VEX5PHFDQV',3,'report_returned',1,'2024-03-05','2024-03-05T02:00:00.000000Z','thu-ky','van-phong',NULL,NULL,'cli',NULL,'given',1,'d282e281416c462a',NULL,'{"agency":"so-a","from":"submitted","on":"2024-03-05","reason":"thiếu phụ lục","state":"returned","task":"1"}','5627abf51aaeaf61d33d83fc84cb37acb29702675f113642da25c95bfcc443b7','f55821e624ea15cf36f7a06ddf2a8802887cfb555f575f5a7ac28d0b3233ebe5','sha256');
INSERT INTO "event" VALUES('01HK3YCB809F8771VEX5PHFDQH',11,'01HK3YCB809F8771VEX5PHFDQV',4,'completion_reported',1,'2024-03-08','2024-03-08T02:00:00.000000Z','thu-ky','so-a',NULL,NULL,'cli',NULL,'given',1,'09f8970474a01538',NULL,'{"agency":"so-a","evidence":"2/BC-SA","from":"returned","on":"2024-03-08","state":"submitted","task":"1"}','f55821e624ea15cf36f7a06ddf2a8802887cfb555f575f5a7ac28d0b3233ebe5','3eb8bd9e2e2db7e5349a5b02597d9a0011496d35fdeab47c2f8e7194ed75d93e','sha256');
INSERT INTO "event" VALUES('01HK3YCB809F8771VEX5PHFDQH',12,'01HK3YCB809F8771VEX5PHFDQV',5,'completion_confirmed',1,'2024-03-11','2024-03-11T02:00:00.000000Z','thu-ky','van-phong',NULL,NULL,'cli',NULL,'given',1,'d9844aadad996fbc',NULL,'{"agency":"so-a","from":"submitted","on":"2024-03-11","state":"done","task":"1"}','3eb8bd9e2e2db7e5349a5b02597d9a0011496d35fdeab47c2f8e7194ed75d93e','3ffb9e27e7a3c64640bc002b425830ae27e5f8a46733af07ce9391e983a03682','sha256');
INSERT INTO "event" VALUES('01HK3YCB809F8771VEX5PHFDQH',13,'01HK3YCB809F8771VEX5PHFDQQ',2,'occurrence_completed',1,'2024-03-11','2024-03-11T02:00:00.000000Z','thu-ky','van-phong',NULL,NULL,'cli',NULL,'given',1,'d9844aadad996fbc',NULL,'{"closed":[{"agency":"huyen-1","assignment":"01HK3YCB809F8771VEX5PHFDQW","from":"assigned"},{"agency":"huyen-2","assignment":"01HK3YCB809F8771VEX5PHFDQX","from":"assigned"}],"on":"2024-03-08","task":"1"}','3ffb9e27e7a3c64640bc002b425830ae27e5f8a46733af07ce9391e983a03682','ae7c84a801d3b73d1bb9ae994b233e106b210e10b3fc800cfc6aa7a735625ee5','sha256');
INSERT INTO "event" VALUES('01HK3YCB809F8771VEX5PHFDQH',14,'01HK3YCB809F8771VEX5PHFDQR',2,'due_fixed',1,'2024-03-11','2024-03-11T02:00:00.000000Z','thu-ky','van-phong',NULL,NULL,'cli',NULL,'given',1,'d9844aadad996fbc',NULL,'{"due":"2024-03-18","of":"1","on":"2024-03-08","task":"2"}','ae7c84a801d3b73d1bb9ae994b233e106b210e10b3fc800cfc6aa7a735625ee5','81452d22a80a06e3de7d2658de509293a1bf71584411c1cae8d539783d947f2e','sha256');
INSERT INTO "event" VALUES('01HK3YCB809F8771VEX5PHFDQH',15,'01HK3YCB809F8771VEX5PHFDQZ',1,'date_committed',1,'2024-03-12','2024-03-12T02:00:00.000000Z','thu-ky','huyen-1',NULL,NULL,'cli',NULL,'given',1,'d5c6798df2d7f614',NULL,'{"agency":"huyen-1","day":"2024-06-15","from":"assigned","on":"2024-03-12","state":"accepted","task":"3"}','81452d22a80a06e3de7d2658de509293a1bf71584411c1cae8d539783d947f2e','a2ca6b75ecd9418e6b3c7095508eed8cd8c3c25c4fc86ed545c94f4eec3f213c','sha256');
INSERT INTO "event" VALUES('01HK3YCB809F8771VEX5PHFDQH',16,'01HK3YCB809F8771VEX5PHFDR0',1,'assignment_declined',1,'2024-03-13','2024-03-13T02:00:00.000000Z','thu-ky','huyen-2',NULL,NULL,'cli',NULL,'given',1,'360cbdb6d51d88b0',NULL,'{"agency":"huyen-2","from":"assigned","on":"2024-03-13","reason":"không thuộc địa bàn","state":"declined","task":"3"}','a2ca6b75ecd9418e6b3c7095508eed8cd8c3c25c4fc86ed545c94f4eec3f213c','1c9e191900f66c2679466f865288a67ed91cf4a8b848a77b0b39bc31ba434cdc','sha256');
INSERT INTO "event" VALUES('01HK3YCB809F8771VEX5PHFDQH',17,'01HK3YCB809F8771VEX5PHFDQY',1,'assignment_reassigned',1,'2024-03-20','2024-03-20T02:00:00.000000Z','thu-ky','van-phong',NULL,NULL,'cli',NULL,'given',1,'c64414b5fc1050da',NULL,'{"agency":"so-b","from":"assigned","on":"2024-03-20","reason":"chuyển việc","state":"assigned","task":"2","to":"so-a","to_uid":"01HK3YCB807CRTEGJTQYTE7DXK"}','1c9e191900f66c2679466f865288a67ed91cf4a8b848a77b0b39bc31ba434cdc','091d3dbc4d2de04c9c4a4c1219d1f1ac7a7c1983da6e2220169ba1fe6559e27f','sha256');
INSERT INTO "event" VALUES('01HK3YCB809F8771VEX5PHFDQH',18,'01HTBP5180F2HW1SV3SNKE3R68',1,'occurrence_planned',1,'2024-04-01','2024-04-01T02:00:00.000000Z','thu-ky','van-phong',NULL,NULL,'cli',NULL,'given',1,'01HTBP5180F2HW1SV3SNKE3R6A',NULL,'{"after":[],"assignments":[{"agency":"so-b","role":"lead","size":null,"uid":"01HTBP5180F2HW1SV3SNKE3R69"}],"closes_on":"2024-12-31","completion":"all","completion_n":null,"due":"2024-05-01","internal_due":null,"kind":"on_demand","opens_on":"2024-04-01","support_required":false,"task":"5@1","task_uid":"01HK3YCB809F8771VEX5PHFDQP"}','091d3dbc4d2de04c9c4a4c1219d1f1ac7a7c1983da6e2220169ba1fe6559e27f','2d37019f994b0b3bef83e4157942c4afde2a081e7ca27adfce8f259b4567a83e','sha256');
INSERT INTO "event" VALUES('01HK3YCB809F8771VEX5PHFDQH',19,'01HK3YCB809F8771VEX5PHFDQH',3,'revision_applied',1,'2024-04-02','2024-04-02T02:00:00.000000Z','thu-ky','van-phong',NULL,NULL,'cli',NULL,'given',2,'01HTE8HR80B76K7TZ39AQ044FQ',NULL,'{"calendar":"8410778b0e9f1f60a18ebb5b358ce65b210165ebfd1280b9a010e32e9bb0ab6e","directory":"f06e43d234288a89b43daa085f04bda894fcb0479b75a6d597df4066a00de43d","occurrences":4,"plan":"thu","reason":"sửa tên","revision":2,"sha256":"d46f642132d6658dcf6f7e98c34be209cfff24d2b2e6b5a0eca0b0dcc87b84b8","tasks":5}','2d37019f994b0b3bef83e4157942c4afde2a081e7ca27adfce8f259b4567a83e','2ac24e88f97ae50cc2ca45a90c97fd2fff2671ec4646e3f2d165bacc99317bd3','sha256');
INSERT INTO "event" VALUES('01HK3YCB809F8771VEX5PHFDQH',20,'01HK3YCB809F8771VEX5PHFDQZ',2,'completion_reported',1,'2024-07-05','2024-07-05T02:00:00.000000Z','thu-ky','huyen-1',NULL,NULL,'cli',NULL,'given',2,'d8c9469080420f7f',NULL,'{"agency":"huyen-1","evidence":"9/BC-H1","from":"accepted","on":"2024-07-05","state":"submitted","task":"3"}','2ac24e88f97ae50cc2ca45a90c97fd2fff2671ec4646e3f2d165bacc99317bd3','8fbb8595b1415e473ad1eeaca7abce6029cb6a3f4e024cb302e68eaac3e92ddd','sha256');
CREATE TABLE firing (
	dedup_key TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	assignment_uid TEXT NOT NULL, 
	step TEXT NOT NULL, 
	generation INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	recipient TEXT NOT NULL, 
	planned_at TEXT NOT NULL, 
	decision TEXT NOT NULL, 
	outbox_uid TEXT, 
	PRIMARY KEY (dedup_key)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "firing" VALUES('64f61aac890250c9691aa4516876be08e3cd83787c59ec814c7b11e082e6d514','01HK3YCB809F8771VEX5PHFDQH','01HTBP5180F2HW1SV3SNKE3R69','level1',0,0,'','2024-05-03T01:00:00.000000Z','no_contact',NULL);
INSERT INTO "firing" VALUES('7a98ee2d70b3194012b831ab554fa76aa647545a27a470e963fc0ebffe9715e1','01HK3YCB809F8771VEX5PHFDQH','01HTBP5180F2HW1SV3SNKE3R69','overdue',0,0,'','2024-05-02T01:00:00.000000Z','no_contact',NULL);
INSERT INTO "firing" VALUES('7ed80fbbc3fe238f1d925e8fd330958b6c774f172c4e5744ec7fc6b686459267','01HK3YCB809F8771VEX5PHFDQH','01HTBP5180F2HW1SV3SNKE3R69','before1',0,0,'','2024-04-30T01:00:00.000000Z','no_contact',NULL);
INSERT INTO "firing" VALUES('a04b28997405d46857e80b635c252143d204c0528bb1d0f08f23581b2dea147b','01HK3YCB809F8771VEX5PHFDQH','01HK3YCB809F8771VEX5PHFDQY','overdue',0,5,'so-a@tinh.example','2024-04-04T01:00:00.000000Z','sent','01J2813F8048N6RKA5QZHBSM9V');
INSERT INTO "firing" VALUES('bf7ead431d0c6bd0ca2a6adb8ee8c02dc2fba25b51471450822a756d59d0351d','01HK3YCB809F8771VEX5PHFDQH','01HTBP5180F2HW1SV3SNKE3R69','level2',0,0,'vp@tinh.example','2024-05-08T01:00:00.000000Z','sent','01J2813F8048N6RKA5QZHBSM9W');
INSERT INTO "firing" VALUES('e2ee157ecc2793e331e827e9c11858158bb4805d33cedcb60dd924f89eed4d7e','01HK3YCB809F8771VEX5PHFDQH','01HTBP5180F2HW1SV3SNKE3R69','today',0,0,'','2024-04-30T01:00:00.000000Z','no_contact',NULL);
INSERT INTO "firing" VALUES('e5443c59e01d802d93e5fd499f6ead7d918be569797fefeee8dc9d61af188307','01HK3YCB809F8771VEX5PHFDQH','01HK3YCB809F8771VEX5PHFDR1','update_late',1,0,'so-a@tinh.example','2024-07-01T01:00:00.000000Z','sent','01J2813F8048N6RKA5QZHBSM9V');
INSERT INTO "firing" VALUES('fa62bdd21cae37d8aa8c775fe5fe1e068339a9617132f25e6d02295f55bb7467','01HK3YCB809F8771VEX5PHFDQH','01HTBP5180F2HW1SV3SNKE3R69','before5',0,0,'','2024-04-24T01:00:00.000000Z','no_contact',NULL);
INSERT INTO "firing" VALUES('ff2b15bdd50d7e88259a17bc9edfc06c7282c9b56b393c176f4e8b58fd65e7c3','01HK3YCB809F8771VEX5PHFDQH','01HK3YCB809F8771VEX5PHFDR1','update',1,0,'so-a@tinh.example','2024-06-24T01:00:00.000000Z','merged',NULL);
CREATE TABLE occurrence (
	uid TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	task_uid TEXT NOT NULL, 
	label TEXT NOT NULL, 
	period TEXT, 
	kind TEXT NOT NULL, 
	opens_on TEXT NOT NULL, 
	closes_on TEXT NOT NULL, 
	due TEXT, 
	due_inherited INTEGER NOT NULL, 
	internal_due TEXT, 
	within_count INTEGER, 
	within_unit TEXT, 
	within_of TEXT, 
	completion TEXT NOT NULL, 
	completion_n INTEGER, 
	support_required INTEGER NOT NULL, 
	completed_on TEXT, 
	version INTEGER NOT NULL, 
	last_seq INTEGER NOT NULL, 
	PRIMARY KEY (uid)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "occurrence" VALUES('01HK3YCB809F8771VEX5PHFDQQ','01HK3YCB809F8771VEX5PHFDQH','01HK3YCB809F8771VEX5PHFDQJ','1',NULL,'once','2024-01-01','2024-12-31','2024-06-30',0,NULL,NULL,NULL,NULL,'all',NULL,0,'2024-03-08',2,13);
INSERT INTO "occurrence" VALUES('01HK3YCB809F8771VEX5PHFDQR','01HK3YCB809F8771VEX5PHFDQH','01HK3YCB809F8771VEX5PHFDQK','2',NULL,'once','2024-01-01','2024-12-31','2024-03-18',0,NULL,10,'d','1','all',NULL,0,NULL,2,14);
INSERT INTO "occurrence" VALUES('01HK3YCB809F8771VEX5PHFDQS','01HK3YCB809F8771VEX5PHFDQH','01HK3YCB809F8771VEX5PHFDQM','3',NULL,'once','2024-01-01','2024-12-31','2024-06-30',0,NULL,NULL,NULL,NULL,'all',NULL,0,NULL,1,4);
INSERT INTO "occurrence" VALUES('01HK3YCB809F8771VEX5PHFDQT','01HK3YCB809F8771VEX5PHFDQH','01HK3YCB809F8771VEX5PHFDQN','4',NULL,'standing','2024-01-01','2024-12-31',NULL,0,NULL,NULL,NULL,NULL,'all',NULL,0,NULL,1,5);
INSERT INTO "occurrence" VALUES('01HTBP5180F2HW1SV3SNKE3R68','01HK3YCB809F8771VEX5PHFDQH','01HK3YCB809F8771VEX5PHFDQP','5@1','1','on_demand','2024-04-01','2024-12-31','2024-05-01',0,NULL,NULL,NULL,NULL,'all',NULL,0,NULL,1,18);
CREATE TABLE outbox (
	uid TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	dedup_key TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	recipient TEXT NOT NULL, 
	address TEXT NOT NULL, 
	message TEXT NOT NULL, 
	state TEXT NOT NULL, 
	attempt INTEGER NOT NULL, 
	next_at TEXT NOT NULL, 
	lease_token TEXT, 
	lease_until TEXT, 
	provider_id TEXT, 
	written_at TEXT NOT NULL, 
	settled_at TEXT, 
	PRIMARY KEY (uid), 
	UNIQUE (dedup_key, channel)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "outbox" VALUES('01J2813F8048N6RKA5QZHBSM9V','01HK3YCB809F8771VEX5PHFDQH','68c89bce10d2ce193242bfa6a4ffd794ef7d8801342cdfc7256725d6bb259d5a','file','so-a','so-a@tinh.example','{"agency": "so-a", "created": "2024-07-08T09:00:00+07:00", "html": "<html lang=\"en\"><body style=\"font-family:Arial,Helvetica,sans-serif;font-size:15px;color:#1a1a1a\"><p>To: Ông Trần Văn B</p><p>Under “Kế hoạch thử”, as of 2024-07-08, this is to remind you of the following:</p><h3>OVERDUE (1 assignments)</h3><table role=\"presentation\" style=\"border-collapse:collapse;width:100%;max-width:720px\"><tr><th style=\"text-align:left;padding:6px;border-bottom:2px solid #555\">Task</th><th style=\"text-align:left;padding:6px;border-bottom:2px solid #555\">What</th><th style=\"text-align:left;padding:6px;border-bottom:2px solid #555\">Agency</th><th style=\"text-align:left;padding:6px;border-bottom:2px solid #555\">Due</th></tr><tr><td style=\"vertical-align:top;padding:6px;border-bottom:1px solid #ddd\"><b>2</b></td><td style=\"vertical-align:top;padding:6px;border-bottom:1px solid #ddd\">Việc hai</td><td style=\"vertical-align:top;padding:6px;border-bottom:1px solid #ddd\">Sở A</td><td style=\"vertical-align:top;padding:6px;border-bottom:1px solid #ddd\">Due: 2024-03-18 (112 days ago)</td></tr></table><h3>NO UPDATE IN THE PERIOD (1 assignments)</h3><table role=\"presentation\" style=\"border-collapse:collapse;width:100%;max-width:720px\"><tr><th style=\"text-align:left;padding:6px;border-bottom:2px solid #555\">Task</th><th style=\"text-align:left;padding:6px;border-bottom:2px solid #555\">What</th><th style=\"text-align:left;padding:6px;border-bottom:2px solid #555\">Agency</th><th style=\"text-align:left;padding:6px;border-bottom:2px solid #555\">Due</th></tr><tr><td style=\"vertical-align:top;padding:6px;border-bottom:1px solid #ddd\"><b>4</b></td><td style=\"vertical-align:top;padding:6px;border-bottom:1px solid #ddd\">Thường xuyên</td><td style=\"vertical-align:top;padding:6px;border-bottom:1px solid #ddd\">Sở A</td><td style=\"vertical-align:top;padding:6px;border-bottom:1px solid #ddd\">The period to report on ended 2024-06-30 (8 days ago)</td></tr></table><p>When it is done, report it: planengine done 2 --evidence &quot;number and date of the result document&quot;; or send number and date to the tracking agency, which enters them for you.</p><p>Report how it stands: planengine progress 4 --note &quot;results of the period&quot;.</p><p>Yours sincerely.</p><p>Written by the task tracking system; what is reported done is not reminded any more.</p></body></html>", "key": "68c89bce10d2ce193242bfa6a4ffd794ef7d8801342cdfc7256725d6bb259d5a", "name": "Ông Trần Văn B", "restricted": false, "subject": "[THU] 2: 112 days overdue and 1 more", "text": "To: Ông Trần Văn B\nUnder “Kế hoạch thử”, as of 2024-07-08, this is to remind you of the following:\n\nOVERDUE (1 assignments)\n- 2: Việc hai\n  Due: 2024-03-18 (112 days ago)\n\nNO UPDATE IN THE PERIOD (1 assignments)\n- 4: Thường xuyên\n  The period to report on ended 2024-06-30 (8 days ago)\n\nWhen it is done, report it: planengine done 2 --evidence \"number and date of the result document\"; or send number and date to the tracking agency, which enters them for you.\nReport how it stands: planengine progress 4 --note \"results of the period\".\nYours sincerely.\nWritten by the task tracking system; what is reported done is not reminded any more.\n", "thread": null}','sent',1,'2024-07-08T02:00:00.000000Z',NULL,NULL,'20240708-68c89bce10d2ce193242bfa6a4ffd794ef7d8801342cdfc7256725d6bb259d5a.eml','2024-07-08T02:00:00.000000Z','2024-07-08T02:00:00.000000Z');
INSERT INTO "outbox" VALUES('01J2813F8048N6RKA5QZHBSM9W','01HK3YCB809F8771VEX5PHFDQH','af7681851be48e67df9c81e0f59c938e71eeeb93ec2f8b8ee544a30a1c1f140c','file','van-phong','vp@tinh.example','{"agency": "van-phong", "created": "2024-07-08T09:00:00+07:00", "html": "<html lang=\"en\"><body style=\"font-family:Arial,Helvetica,sans-serif;font-size:15px;color:#1a1a1a\"><p>To: Bà Nguyễn Thị A</p><p>Under “Kế hoạch thử”, as of 2024-07-08, this is to remind you of the following:</p><h3>AGENCIES OVERDUE BY 5 WORKING DAYS OR MORE (1 assignments)</h3><table role=\"presentation\" style=\"border-collapse:collapse;width:100%;max-width:720px\"><tr><th style=\"text-align:left;padding:6px;border-bottom:2px solid #555\">Task</th><th style=\"text-align:left;padding:6px;border-bottom:2px solid #555\">What</th><th style=\"text-align:left;padding:6px;border-bottom:2px solid #555\">Agency</th><th style=\"text-align:left;padding:6px;border-bottom:2px solid #555\">Due</th></tr><tr><td style=\"vertical-align:top;padding:6px;border-bottom:1px solid #ddd\"><b>5@1</b></td><td style=\"vertical-align:top;padding:6px;border-bottom:1px solid #ddd\">Khi có yêu cầu</td><td style=\"vertical-align:top;padding:6px;border-bottom:1px solid #ddd\">Sở B</td><td style=\"vertical-align:top;padding:6px;border-bottom:1px solid #ddd\">Due: 2024-05-01 (68 days ago)</td></tr></table><p>Yours sincerely.</p><p>Written by the task tracking system; what is reported done is not reminded any more.</p></body></html>", "key": "af7681851be48e67df9c81e0f59c938e71eeeb93ec2f8b8ee544a30a1c1f140c", "name": "Bà Nguyễn Thị A", "restricted": false, "subject": "[THU] 5@1: an agency is 68 days overdue", "text": "To: Bà Nguyễn Thị A\nUnder “Kế hoạch thử”, as of 2024-07-08, this is to remind you of the following:\n\nAGENCIES OVERDUE BY 5 WORKING DAYS OR MORE (1 assignments)\n- 5@1: Khi có yêu cầu\n  Agency: Sở B\n  Due: 2024-05-01 (68 days ago)\n\nYours sincerely.\nWritten by the task tracking system; what is reported done is not reminded any more.\n", "thread": "01HTBP5180F2HW1SV3SNKE3R69"}','sent',1,'2024-07-08T02:00:00.000000Z',NULL,NULL,'20240708-af7681851be48e67df9c81e0f59c938e71eeeb93ec2f8b8ee544a30a1c1f140c.eml','2024-07-08T02:00:00.000000Z','2024-07-08T02:00:00.000000Z');
CREATE TABLE "plan" (
	uid TEXT NOT NULL, 
	id TEXT NOT NULL, 
	title TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	secretariat TEXT NOT NULL, 
	approver TEXT NOT NULL, 
	timezone TEXT NOT NULL, 
	starts TEXT NOT NULL, 
	ends TEXT NOT NULL, 
	calendar TEXT NOT NULL, 
	reminders_from TEXT, 
	PRIMARY KEY (uid), 
	UNIQUE (id)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "plan" VALUES('01HK3YCB809F8771VEX5PHFDQH','thu','Kế hoạch thử',2,'van-phong','ubnd-tinh','Asia/Ho_Chi_Minh','2024-01-01','2024-12-31','thu','2024-01-03');
CREATE TABLE refusal (
	number INTEGER NOT NULL, 
	plan_uid TEXT, 
	refused_at TEXT NOT NULL, 
	person TEXT NOT NULL, 
	agency TEXT, 
	"trigger" TEXT NOT NULL, 
	task TEXT, 
	code TEXT NOT NULL, 
	params TEXT NOT NULL, 
	PRIMARY KEY (number)
)
 STRICT

;
CREATE TABLE reminder (
	assignment_uid TEXT NOT NULL, 
	step TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	next_at TEXT NOT NULL, 
	state TEXT NOT NULL, 
	anchor TEXT NOT NULL, 
	generation INTEGER NOT NULL, 
	sent INTEGER NOT NULL, 
	PRIMARY KEY (assignment_uid, step)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQV','before1','01HK3YCB809F8771VEX5PHFDQH','2024-06-28T01:00:00.000000Z','stopped','2024-06-30',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQV','before5','01HK3YCB809F8771VEX5PHFDQH','2024-06-24T01:00:00.000000Z','stopped','2024-06-30',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQV','level1','01HK3YCB809F8771VEX5PHFDQH','2024-07-02T01:00:00.000000Z','stopped','2024-06-30',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQV','level2','01HK3YCB809F8771VEX5PHFDQH','2024-07-05T01:00:00.000000Z','stopped','2024-06-30',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQV','overdue','01HK3YCB809F8771VEX5PHFDQH','2024-07-01T01:00:00.000000Z','stopped','2024-06-30',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQV','today','01HK3YCB809F8771VEX5PHFDQH','2024-06-28T01:00:00.000000Z','stopped','2024-06-30',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQW','before1','01HK3YCB809F8771VEX5PHFDQH','2024-06-28T01:00:00.000000Z','stopped','2024-06-30',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQX','before1','01HK3YCB809F8771VEX5PHFDQH','2024-06-28T01:00:00.000000Z','stopped','2024-06-30',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQY','before1','01HK3YCB809F8771VEX5PHFDQH','2024-03-18T01:00:00.000000Z','finished','2024-03-18',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQY','before5','01HK3YCB809F8771VEX5PHFDQH','2024-03-18T01:00:00.000000Z','finished','2024-03-18',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQY','level1','01HK3YCB809F8771VEX5PHFDQH','2024-03-18T01:00:00.000000Z','finished','2024-03-18',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQY','level2','01HK3YCB809F8771VEX5PHFDQH','2024-03-18T01:00:00.000000Z','finished','2024-03-18',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQY','overdue','01HK3YCB809F8771VEX5PHFDQH','2024-04-04T01:00:00.000000Z','finished','2024-03-18',0,6);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQY','today','01HK3YCB809F8771VEX5PHFDQH','2024-03-18T01:00:00.000000Z','finished','2024-03-18',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQY','update','01HK3YCB809F8771VEX5PHFDQH','2024-03-25T01:00:00.000000Z','stopped','2024-03-31',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQY','update_late','01HK3YCB809F8771VEX5PHFDQH','2024-04-01T01:00:00.000000Z','stopped','2024-03-31',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQZ','before1','01HK3YCB809F8771VEX5PHFDQH','2024-06-28T01:00:00.000000Z','stopped','2024-06-30',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQZ','before5','01HK3YCB809F8771VEX5PHFDQH','2024-06-24T01:00:00.000000Z','stopped','2024-06-30',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQZ','level1','01HK3YCB809F8771VEX5PHFDQH','2024-07-02T01:00:00.000000Z','stopped','2024-06-30',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQZ','level2','01HK3YCB809F8771VEX5PHFDQH','2024-07-05T01:00:00.000000Z','stopped','2024-06-30',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQZ','overdue','01HK3YCB809F8771VEX5PHFDQH','2024-07-01T01:00:00.000000Z','stopped','2024-06-30',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQZ','today','01HK3YCB809F8771VEX5PHFDQH','2024-06-28T01:00:00.000000Z','stopped','2024-06-30',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDQZ','waiting','01HK3YCB809F8771VEX5PHFDQH','2024-07-10T01:00:00.000000Z','planned','2024-07-05',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDR0','before1','01HK3YCB809F8771VEX5PHFDQH','2024-06-28T01:00:00.000000Z','stopped','2024-06-30',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDR0','before5','01HK3YCB809F8771VEX5PHFDQH','2024-06-24T01:00:00.000000Z','stopped','2024-06-30',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDR0','level1','01HK3YCB809F8771VEX5PHFDQH','2024-07-02T01:00:00.000000Z','stopped','2024-06-30',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDR0','level2','01HK3YCB809F8771VEX5PHFDQH','2024-07-05T01:00:00.000000Z','stopped','2024-06-30',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDR0','overdue','01HK3YCB809F8771VEX5PHFDQH','2024-07-01T01:00:00.000000Z','stopped','2024-06-30',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDR0','today','01HK3YCB809F8771VEX5PHFDQH','2024-06-28T01:00:00.000000Z','stopped','2024-06-30',0,0);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDR1','update','01HK3YCB809F8771VEX5PHFDQH','2024-06-24T01:00:00.000000Z','finished','2024-06-30',1,1);
INSERT INTO "reminder" VALUES('01HK3YCB809F8771VEX5PHFDR1','update_late','01HK3YCB809F8771VEX5PHFDQH','2024-07-29T01:00:00.000000Z','planned','2024-06-30',1,1);
INSERT INTO "reminder" VALUES('01HTBP5180F2HW1SV3SNKE3R69','before1','01HK3YCB809F8771VEX5PHFDQH','2024-04-30T01:00:00.000000Z','finished','2024-05-01',0,1);
INSERT INTO "reminder" VALUES('01HTBP5180F2HW1SV3SNKE3R69','before5','01HK3YCB809F8771VEX5PHFDQH','2024-04-24T01:00:00.000000Z','finished','2024-05-01',0,1);
INSERT INTO "reminder" VALUES('01HTBP5180F2HW1SV3SNKE3R69','level1','01HK3YCB809F8771VEX5PHFDQH','2024-05-03T01:00:00.000000Z','finished','2024-05-01',0,1);
INSERT INTO "reminder" VALUES('01HTBP5180F2HW1SV3SNKE3R69','level2','01HK3YCB809F8771VEX5PHFDQH','2024-05-08T01:00:00.000000Z','finished','2024-05-01',0,1);
INSERT INTO "reminder" VALUES('01HTBP5180F2HW1SV3SNKE3R69','overdue','01HK3YCB809F8771VEX5PHFDQH','2024-05-02T01:00:00.000000Z','finished','2024-05-01',0,1);
INSERT INTO "reminder" VALUES('01HTBP5180F2HW1SV3SNKE3R69','today','01HK3YCB809F8771VEX5PHFDQH','2024-04-30T01:00:00.000000Z','finished','2024-05-01',0,1);
CREATE TABLE replan (
	number INTEGER NOT NULL, 
	plan_uid TEXT NOT NULL, 
	assignment_uid TEXT, 
	seq INTEGER NOT NULL, 
	PRIMARY KEY (number)
)
 STRICT

;
CREATE TABLE revision (
	plan_uid TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	sha256 TEXT NOT NULL, 
	name TEXT NOT NULL, 
	text TEXT NOT NULL, 
	canonical TEXT NOT NULL, 
	directory TEXT NOT NULL, 
	calendar TEXT NOT NULL, 
	author TEXT NOT NULL, 
	reason TEXT, 
	applied_at TEXT NOT NULL, 
	based_on_seq INTEGER NOT NULL, 
	PRIMARY KEY (plan_uid, number)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "revision" VALUES('01HK3YCB809F8771VEX5PHFDQH',1,'51807bc7167e30599fa39a23f2158630da39855955395a70099f1e01a0470a78','thu.yaml','planengine: 1
plan:
  id: thu
  title: Kế hoạch thử
  issuer: ubnd-tinh
  starts: 2024-01-01
  ends: 2024-12-31
  secretariat: van-phong
  approver: ubnd-tinh
agencies:
  ubnd-tinh: {name: UBND tỉnh}
  van-phong: {name: Văn phòng, contacts: [{role: focal, name: Bà Nguyễn Thị A, email: vp@tinh.example}]}
  so-a: {name: Sở A, contacts: [{role: focal, name: Ông Trần Văn B, email: so-a@tinh.example}]}
  so-b: {name: Sở B}
  huyen-1: {name: Huyện 1}
  huyen-2: {name: Huyện 2}
groups:
  cac-huyen: {name: Các huyện, members: [huyen-1, huyen-2]}
calendar:
  weekend: [sat, sun]
  covers: {from: 2023-01-01, until: 2025-12-31}
  days_off: [{date: 2024-05-01, name: Quốc tế lao động}]
tasks:
  - {id: "1", title: Việc một, lead: so-a, support: [cac-huyen], due: 2024-06-30}
  - {id: "2", title: Việc hai, lead: so-b, after: ["1"], due: {within: 10d, of: "1"}}
  - {id: "3", title: Báo cáo năm, each: [cac-huyen], complete_when: all, due: 2024-06-30}
  - {id: "4", title: Thường xuyên, lead: so-a, kind: standing}
  - {id: "5", title: Khi có yêu cầu, lead: so-b, kind: on_demand}
','{"allow":[],"approver":"ubnd-tinh","basis":[],"defaults":{"confirm":"secretariat","day_off":"keep","due":"none","evidence":"required","reminders":"standard"},"ends":"2024-12-31","id":"thu","issued":null,"issuer":"ubnd-tinh","moved":[],"number":null,"recipients":[],"secretariat":"van-phong","sections":[],"signer":null,"starts":"2024-01-01","targets":[],"tasks":[{"addressee":[],"after":[],"allow":[],"basis":null,"bodies":[{"id":"so-a","members":null,"track":"members"}],"clause":null,"complete_when":{"n":null,"rule":"all"},"conditions":[],"confirm":"secretariat","cutoff":null,"day_off":"keep","due":{"before":false,"day":"2024-06-30","day_of_month":null,"horizon":false,"of":null,"within":null,"yearly":null},"duration":null,"every":null,"evidence":"required","focal_point":null,"form":"lead","from":null,"id":"1","internal_due":null,"kind":"once","leader":null,"lines":null,"notes":null,"output":null,"priority":"normal","quote":[],"readings":[],"ref":null,"related":[],"reminders":"standard","request":false,"restricted":false,"section":null,"starts":null,"support":[{"id":"cac-huyen","members":null,"track":"members"}],"support_required":false,"tags":[],"targets":[],"title":"Việc một","until":null,"update":null,"via":null},{"addressee":[],"after":[{"lag":{"count":0,"unit":"d"},"match":[],"reason":null,"soft":false,"task":"1","type":"FS"}],"allow":[],"basis":null,"bodies":[{"id":"so-b","members":null,"track":"members"}],"clause":null,"complete_when":{"n":null,"rule":"all"},"conditions":[],"confirm":"secretariat","cutoff":null,"day_off":"keep","due":{"before":false,"day":null,"day_of_month":null,"horizon":false,"of":"1","within":{"count":10,"unit":"d"},"yearly":null},"duration":null,"every":null,"evidence":"required","focal_point":null,"form":"lead","from":null,"id":"2","internal_due":null,"kind":"once","leader":null,"lines":null,"notes":null,"output":null,"priority":"normal","quote":[],"readings":[],"ref":null,"related":[],"reminders":"standard","request":false,"restricted":false,"section":null,"starts":null,"support":[],"support_required":false,"tags":[],"targets":[],"title":"Việc hai","until":null,"update":null,"via":null},{"addressee":[],"after":[],"allow":[],"basis":null,"bodies":[{"id":"cac-huyen","members":null,"track":"members"}],"clause":null,"complete_when":{"n":null,"rule":"all"},"conditions":[],"confirm":"secretariat","cutoff":null,"day_off":"keep","due":{"before":false,"day":"2024-06-30","day_of_month":null,"horizon":false,"of":null,"within":null,"yearly":null},"duration":null,"every":null,"evidence":"required","focal_point":null,"form":"each","from":null,"id":"3","internal_due":null,"kind":"once","leader":null,"lines":null,"notes":null,"output":null,"priority":"normal","quote":[],"readings":[],"ref":null,"related":[],"reminders":"standard","request":false,"restricted":false,"section":null,"starts":null,"support":[],"support_required":false,"tags":[],"targets":[],"title":"Báo cáo năm","until":null,"update":null,"via":null},{"addressee":[],"after":[],"allow":[],"basis":null,"bodies":[{"id":"so-a","members":null,"track":"members"}],"clause":null,"complete_when":{"n":null,"rule":"all"},"conditions":[],"confirm":"secretariat","cutoff":null,"day_off":"keep","due":null,"duration":null,"every":null,"evidence":"required","focal_point":null,"form":"lead","from":null,"id":"4","internal_due":null,"kind":"standing","leader":null,"lines":null,"notes":null,"output":null,"priority":"normal","quote":[],"readings":[],"ref":null,"related":[],"reminders":"standard","request":false,"restricted":false,"section":null,"starts":null,"support":[],"support_required":false,"tags":[],"targets":[],"title":"Thường xuyên","until":null,"update":null,"via":null},{"addressee":[],"after":[],"allow":[],"basis":null,"bodies":[{"id":"so-b","members":null,"track":"members"}],"clause":null,"complete_when":{"n":null,"rule":"all"},"conditions":[],"confirm":"secretariat","cutoff":null,"day_off":"keep","due":null,"duration":null,"every":null,"evidence":"required","focal_point":null,"form":"lead","from":null,"id":"5","internal_due":null,"kind":"on_demand","leader":null,"lines":null,"notes":null,"output":null,"priority":"normal","quote":[],"readings":[],"ref":null,"related":[],"reminders":"standard","request":false,"restricted":false,"section":null,"starts":null,"support":[],"support_required":false,"tags":[],"targets":[],"title":"Khi có yêu cầu","until":null,"update":null,"via":null}],"timezone":"Asia/Ho_Chi_Minh","title":"Kế hoạch thử"}','f06e43d234288a89b43daa085f04bda894fcb0479b75a6d597df4066a00de43d','8410778b0e9f1f60a18ebb5b358ce65b210165ebfd1280b9a010e32e9bb0ab6e','thu-ky',NULL,'2024-01-02T02:00:00.000000Z',0);
INSERT INTO "revision" VALUES('01HK3YCB809F8771VEX5PHFDQH',2,'d46f642132d6658dcf6f7e98c34be209cfff24d2b2e6b5a0eca0b0dcc87b84b8','thu.yaml','planengine: 1
plan:
  id: thu
  title: Kế hoạch thử
  issuer: ubnd-tinh
  starts: 2024-01-01
  ends: 2024-12-31
  secretariat: van-phong
  approver: ubnd-tinh
agencies:
  ubnd-tinh: {name: UBND tỉnh}
  van-phong: {name: Văn phòng, contacts: [{role: focal, name: Bà Nguyễn Thị A, email: vp@tinh.example}]}
  so-a: {name: Sở A, contacts: [{role: focal, name: Ông Trần Văn B, email: so-a@tinh.example}]}
  so-b: {name: Sở B}
  huyen-1: {name: Huyện 1}
  huyen-2: {name: Huyện 2}
groups:
  cac-huyen: {name: Các huyện, members: [huyen-1, huyen-2]}
calendar:
  weekend: [sat, sun]
  covers: {from: 2023-01-01, until: 2025-12-31}
  days_off: [{date: 2024-05-01, name: Quốc tế lao động}]
tasks:
  - {id: "1", title: Việc một, lead: so-a, support: [cac-huyen], due: 2024-06-30}
  - {id: "2", title: Việc hai, lead: so-b, after: ["1"], due: {within: 10d, of: "1"}}
  - {id: "3", title: Báo cáo cuối năm, each: [cac-huyen], complete_when: all, due: 2024-06-30}
  - {id: "4", title: Thường xuyên, lead: so-a, kind: standing}
  - {id: "5", title: Khi có yêu cầu, lead: so-b, kind: on_demand}
','{"allow":[],"approver":"ubnd-tinh","basis":[],"defaults":{"confirm":"secretariat","day_off":"keep","due":"none","evidence":"required","reminders":"standard"},"ends":"2024-12-31","id":"thu","issued":null,"issuer":"ubnd-tinh","moved":[],"number":null,"recipients":[],"secretariat":"van-phong","sections":[],"signer":null,"starts":"2024-01-01","targets":[],"tasks":[{"addressee":[],"after":[],"allow":[],"basis":null,"bodies":[{"id":"so-a","members":null,"track":"members"}],"clause":null,"complete_when":{"n":null,"rule":"all"},"conditions":[],"confirm":"secretariat","cutoff":null,"day_off":"keep","due":{"before":false,"day":"2024-06-30","day_of_month":null,"horizon":false,"of":null,"within":null,"yearly":null},"duration":null,"every":null,"evidence":"required","focal_point":null,"form":"lead","from":null,"id":"1","internal_due":null,"kind":"once","leader":null,"lines":null,"notes":null,"output":null,"priority":"normal","quote":[],"readings":[],"ref":null,"related":[],"reminders":"standard","request":false,"restricted":false,"section":null,"starts":null,"support":[{"id":"cac-huyen","members":null,"track":"members"}],"support_required":false,"tags":[],"targets":[],"title":"Việc một","until":null,"update":null,"via":null},{"addressee":[],"after":[{"lag":{"count":0,"unit":"d"},"match":[],"reason":null,"soft":false,"task":"1","type":"FS"}],"allow":[],"basis":null,"bodies":[{"id":"so-b","members":null,"track":"members"}],"clause":null,"complete_when":{"n":null,"rule":"all"},"conditions":[],"confirm":"secretariat","cutoff":null,"day_off":"keep","due":{"before":false,"day":null,"day_of_month":null,"horizon":false,"of":"1","within":{"count":10,"unit":"d"},"yearly":null},"duration":null,"every":null,"evidence":"required","focal_point":null,"form":"lead","from":null,"id":"2","internal_due":null,"kind":"once","leader":null,"lines":null,"notes":null,"output":null,"priority":"normal","quote":[],"readings":[],"ref":null,"related":[],"reminders":"standard","request":false,"restricted":false,"section":null,"starts":null,"support":[],"support_required":false,"tags":[],"targets":[],"title":"Việc hai","until":null,"update":null,"via":null},{"addressee":[],"after":[],"allow":[],"basis":null,"bodies":[{"id":"cac-huyen","members":null,"track":"members"}],"clause":null,"complete_when":{"n":null,"rule":"all"},"conditions":[],"confirm":"secretariat","cutoff":null,"day_off":"keep","due":{"before":false,"day":"2024-06-30","day_of_month":null,"horizon":false,"of":null,"within":null,"yearly":null},"duration":null,"every":null,"evidence":"required","focal_point":null,"form":"each","from":null,"id":"3","internal_due":null,"kind":"once","leader":null,"lines":null,"notes":null,"output":null,"priority":"normal","quote":[],"readings":[],"ref":null,"related":[],"reminders":"standard","request":false,"restricted":false,"section":null,"starts":null,"support":[],"support_required":false,"tags":[],"targets":[],"title":"Báo cáo cuối năm","until":null,"update":null,"via":null},{"addressee":[],"after":[],"allow":[],"basis":null,"bodies":[{"id":"so-a","members":null,"track":"members"}],"clause":null,"complete_when":{"n":null,"rule":"all"},"conditions":[],"confirm":"secretariat","cutoff":null,"day_off":"keep","due":null,"duration":null,"every":null,"evidence":"required","focal_point":null,"form":"lead","from":null,"id":"4","internal_due":null,"kind":"standing","leader":null,"lines":null,"notes":null,"output":null,"priority":"normal","quote":[],"readings":[],"ref":null,"related":[],"reminders":"standard","request":false,"restricted":false,"section":null,"starts":null,"support":[],"support_required":false,"tags":[],"targets":[],"title":"Thường xuyên","until":null,"update":null,"via":null},{"addressee":[],"after":[],"allow":[],"basis":null,"bodies":[{"id":"so-b","members":null,"track":"members"}],"clause":null,"complete_when":{"n":null,"rule":"all"},"conditions":[],"confirm":"secretariat","cutoff":null,"day_off":"keep","due":null,"duration":null,"every":null,"evidence":"required","focal_point":null,"form":"lead","from":null,"id":"5","internal_due":null,"kind":"on_demand","leader":null,"lines":null,"notes":null,"output":null,"priority":"normal","quote":[],"readings":[],"ref":null,"related":[],"reminders":"standard","request":false,"restricted":false,"section":null,"starts":null,"support":[],"support_required":false,"tags":[],"targets":[],"title":"Khi có yêu cầu","until":null,"update":null,"via":null}],"timezone":"Asia/Ho_Chi_Minh","title":"Kế hoạch thử"}','f06e43d234288a89b43daa085f04bda894fcb0479b75a6d597df4066a00de43d','8410778b0e9f1f60a18ebb5b358ce65b210165ebfd1280b9a010e32e9bb0ab6e','thu-ky','sửa tên','2024-04-02T02:00:00.000000Z',18);
CREATE TABLE source (
	sha256 TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	name TEXT NOT NULL, 
	canonical TEXT NOT NULL, 
	applied_at TEXT NOT NULL, 
	PRIMARY KEY (sha256)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "source" VALUES('8410778b0e9f1f60a18ebb5b358ce65b210165ebfd1280b9a010e32e9bb0ab6e','calendar','thu.yaml','{"covers":["2023-01-01","2025-12-31"],"days_off":["2024-05-01"],"id":"thu","weekend":[5,6],"working_days":[]}','2024-01-02T02:00:00.000000Z');
INSERT INTO "source" VALUES('f06e43d234288a89b43daa085f04bda894fcb0479b75a6d597df4066a00de43d','directory','thu.yaml','{"agencies":{"huyen-1":{"code":null,"contacts":[],"from":null,"id":"huyen-1","kind":null,"name":"Huyện 1","short":null,"succeeded_by":[],"until":null},"huyen-2":{"code":null,"contacts":[],"from":null,"id":"huyen-2","kind":null,"name":"Huyện 2","short":null,"succeeded_by":[],"until":null},"so-a":{"code":null,"contacts":[{"email":"so-a@tinh.example","name":"Ông Trần Văn B","phone":null,"role":"focal","zalo":null}],"from":null,"id":"so-a","kind":null,"name":"Sở A","short":null,"succeeded_by":[],"until":null},"so-b":{"code":null,"contacts":[],"from":null,"id":"so-b","kind":null,"name":"Sở B","short":null,"succeeded_by":[],"until":null},"ubnd-tinh":{"code":null,"contacts":[],"from":null,"id":"ubnd-tinh","kind":null,"name":"UBND tỉnh","short":null,"succeeded_by":[],"until":null},"van-phong":{"code":null,"contacts":[{"email":"vp@tinh.example","name":"Bà Nguyễn Thị A","phone":null,"role":"focal","zalo":null}],"from":null,"id":"van-phong","kind":null,"name":"Văn phòng","short":null,"succeeded_by":[],"until":null}},"groups":{"cac-huyen":{"id":"cac-huyen","members":["huyen-1","huyen-2"],"name":"Các huyện","open":false}}}','2024-01-02T02:00:00.000000Z');
CREATE TABLE target (
	uid TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	id TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	spec TEXT NOT NULL, 
	introduced_in INTEGER NOT NULL, 
	withdrawn_in INTEGER, 
	PRIMARY KEY (uid), 
	UNIQUE (plan_uid, id)
)
 WITHOUT ROWID,
 STRICT

;
CREATE TABLE task (
	uid TEXT NOT NULL, 
	plan_uid TEXT NOT NULL, 
	id TEXT NOT NULL, 
	parent TEXT, 
	position INTEGER NOT NULL, 
	is_section INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	ref TEXT, 
	kind TEXT, 
	form TEXT, 
	update_every TEXT, 
	confirm TEXT, 
	evidence TEXT, 
	request INTEGER NOT NULL, 
	restricted INTEGER NOT NULL, 
	reminders TEXT, 
	spec TEXT NOT NULL, 
	introduced_in INTEGER NOT NULL, 
	withdrawn_in INTEGER, 
	PRIMARY KEY (uid), 
	UNIQUE (plan_uid, id)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "task" VALUES('01HK3YCB809F8771VEX5PHFDQJ','01HK3YCB809F8771VEX5PHFDQH','1',NULL,0,0,'Việc một',NULL,'once','lead',NULL,'secretariat','required',0,0,'standard','{"addressee": [], "after": [], "allow": [], "basis": null, "bodies": [{"id": "so-a", "members": null, "track": "members"}], "clause": null, "complete_when": {"n": null, "rule": "all"}, "conditions": [], "confirm": "secretariat", "cutoff": null, "day_off": "keep", "due": {"before": false, "day": "2024-06-30", "day_of_month": null, "horizon": false, "of": null, "within": null, "yearly": null}, "duration": null, "every": null, "evidence": "required", "focal_point": null, "form": "lead", "from": null, "id": "1", "internal_due": null, "kind": "once", "leader": null, "lines": null, "notes": null, "output": null, "priority": "normal", "quote": [], "readings": [], "ref": null, "related": [], "reminders": "standard", "request": false, "restricted": false, "section": null, "starts": null, "support": [{"id": "cac-huyen", "members": null, "track": "members"}], "support_required": false, "tags": [], "targets": [], "title": "Việc một", "until": null, "update": null, "via": null}',1,NULL);
INSERT INTO "task" VALUES('01HK3YCB809F8771VEX5PHFDQK','01HK3YCB809F8771VEX5PHFDQH','2',NULL,1,0,'Việc hai',NULL,'once','lead',NULL,'secretariat','required',0,0,'standard','{"addressee": [], "after": [{"lag": {"count": 0, "unit": "d"}, "match": [], "reason": null, "soft": false, "task": "1", "type": "FS"}], "allow": [], "basis": null, "bodies": [{"id": "so-b", "members": null, "track": "members"}], "clause": null, "complete_when": {"n": null, "rule": "all"}, "conditions": [], "confirm": "secretariat", "cutoff": null, "day_off": "keep", "due": {"before": false, "day": null, "day_of_month": null, "horizon": false, "of": "1", "within": {"count": 10, "unit": "d"}, "yearly": null}, "duration": null, "every": null, "evidence": "required", "focal_point": null, "form": "lead", "from": null, "id": "2", "internal_due": null, "kind": "once", "leader": null, "lines": null, "notes": null, "output": null, "priority": "normal", "quote": [], "readings": [], "ref": null, "related": [], "reminders": "standard", "request": false, "restricted": false, "section": null, "starts": null, "support": [], "support_required": false, "tags": [], "targets": [], "title": "Việc hai", "until": null, "update": null, "via": null}',1,NULL);
INSERT INTO "task" VALUES('01HK3YCB809F8771VEX5PHFDQM','01HK3YCB809F8771VEX5PHFDQH','3',NULL,2,0,'Báo cáo cuối năm',NULL,'once','each',NULL,'secretariat','required',0,0,'standard','{"addressee": [], "after": [], "allow": [], "basis": null, "bodies": [{"id": "cac-huyen", "members": null, "track": "members"}], "clause": null, "complete_when": {"n": null, "rule": "all"}, "conditions": [], "confirm": "secretariat", "cutoff": null, "day_off": "keep", "due": {"before": false, "day": "2024-06-30", "day_of_month": null, "horizon": false, "of": null, "within": null, "yearly": null}, "duration": null, "every": null, "evidence": "required", "focal_point": null, "form": "each", "from": null, "id": "3", "internal_due": null, "kind": "once", "leader": null, "lines": null, "notes": null, "output": null, "priority": "normal", "quote": [], "readings": [], "ref": null, "related": [], "reminders": "standard", "request": false, "restricted": false, "section": null, "starts": null, "support": [], "support_required": false, "tags": [], "targets": [], "title": "Báo cáo cuối năm", "until": null, "update": null, "via": null}',1,NULL);
INSERT INTO "task" VALUES('01HK3YCB809F8771VEX5PHFDQN','01HK3YCB809F8771VEX5PHFDQH','4',NULL,3,0,'Thường xuyên',NULL,'standing','lead','quarter','secretariat','required',0,0,'standard','{"addressee": [], "after": [], "allow": [], "basis": null, "bodies": [{"id": "so-a", "members": null, "track": "members"}], "clause": null, "complete_when": {"n": null, "rule": "all"}, "conditions": [], "confirm": "secretariat", "cutoff": null, "day_off": "keep", "due": null, "duration": null, "every": null, "evidence": "required", "focal_point": null, "form": "lead", "from": null, "id": "4", "internal_due": null, "kind": "standing", "leader": null, "lines": null, "notes": null, "output": null, "priority": "normal", "quote": [], "readings": [], "ref": null, "related": [], "reminders": "standard", "request": false, "restricted": false, "section": null, "starts": null, "support": [], "support_required": false, "tags": [], "targets": [], "title": "Thường xuyên", "until": null, "update": null, "via": null}',1,NULL);
INSERT INTO "task" VALUES('01HK3YCB809F8771VEX5PHFDQP','01HK3YCB809F8771VEX5PHFDQH','5',NULL,4,0,'Khi có yêu cầu',NULL,'on_demand','lead',NULL,'secretariat','required',0,0,'standard','{"addressee": [], "after": [], "allow": [], "basis": null, "bodies": [{"id": "so-b", "members": null, "track": "members"}], "clause": null, "complete_when": {"n": null, "rule": "all"}, "conditions": [], "confirm": "secretariat", "cutoff": null, "day_off": "keep", "due": null, "duration": null, "every": null, "evidence": "required", "focal_point": null, "form": "lead", "from": null, "id": "5", "internal_due": null, "kind": "on_demand", "leader": null, "lines": null, "notes": null, "output": null, "priority": "normal", "quote": [], "readings": [], "ref": null, "related": [], "reminders": "standard", "request": false, "restricted": false, "section": null, "starts": null, "support": [], "support_required": false, "tags": [], "targets": [], "title": "Khi có yêu cầu", "until": null, "update": null, "via": null}',1,NULL);
CREATE TABLE tick (
	worker TEXT NOT NULL, 
	at TEXT NOT NULL, 
	sent INTEGER NOT NULL, 
	PRIMARY KEY (worker)
)
 WITHOUT ROWID,
 STRICT

;
INSERT INTO "tick" VALUES('may-chu:1','2024-07-08T02:00:00.000000Z',2);
CREATE INDEX occurrence_task ON occurrence (task_uid);
CREATE UNIQUE INDEX occurrence_label ON occurrence (plan_uid, label);
CREATE INDEX assignment_agency ON assignment (agency_uid, plan_uid);
CREATE UNIQUE INDEX assignment_occurrence ON assignment (occurrence_uid, agency_uid);
CREATE INDEX edge_predecessor ON edge (predecessor);
CREATE UNIQUE INDEX event_idem_key ON event (plan_uid, idem_key);
CREATE INDEX reminder_due ON reminder (next_at) WHERE state = 'planned';
CREATE INDEX firing_outbox ON firing (outbox_uid);
CREATE INDEX outbox_waiting ON outbox (next_at) WHERE state IN ('pending', 'sending');
CREATE TRIGGER event_no_update BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
CREATE TRIGGER event_no_delete BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'event is append-only'); END;
CREATE TRIGGER event_in_order BEFORE INSERT ON event
WHEN NEW.seq <> (SELECT ifnull(max(seq), 0) + 1 FROM event WHERE plan_uid = NEW.plan_uid)
  OR NEW.prev_hash <> ifnull((SELECT hash FROM event WHERE plan_uid = NEW.plan_uid ORDER BY seq DESC LIMIT 1), '')
BEGIN SELECT RAISE(ABORT, 'event is out of order'); END;
CREATE TRIGGER revision_no_update BEFORE UPDATE ON revision
BEGIN SELECT RAISE(ABORT, 'revision is immutable'); END;
CREATE TRIGGER revision_no_delete BEFORE DELETE ON revision
BEGIN SELECT RAISE(ABORT, 'revision is immutable'); END;
COMMIT;
