-- Written by release 0.2.0 (commit 96a0f312): an open poll of 8 homes, 6 answered, one of them twice.
-- What it counted: d4f50e1ed24ea53dc7cc1da5cfcc00626bb2ecdadfd9d9b37d8aa9ae3028c151
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE areas (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	CONSTRAINT pk_areas PRIMARY KEY (id), 
	CONSTRAINT uq_areas_name UNIQUE (name)
);
CREATE TABLE attempts (
	id INTEGER NOT NULL, 
	door VARCHAR NOT NULL, 
	who VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_attempts PRIMARY KEY (id)
);
CREATE TABLE ballots (
	poll_id INTEGER NOT NULL, 
	household_id INTEGER NOT NULL, 
	capacity VARCHAR NOT NULL, 
	revision_id INTEGER NOT NULL, 
	CONSTRAINT pk_ballots PRIMARY KEY (poll_id, household_id, capacity), 
	CONSTRAINT fk_ballots_household_id_poll_households FOREIGN KEY(household_id) REFERENCES poll_households (id), 
	CONSTRAINT fk_ballots_poll_id_polls FOREIGN KEY(poll_id) REFERENCES polls (id), 
	CONSTRAINT fk_ballots_revision_id_revisions FOREIGN KEY(revision_id) REFERENCES revisions (id), 
	CONSTRAINT uq_ballots_revision_id UNIQUE (revision_id)
);
INSERT INTO "ballots" VALUES(1,1,'owner',7);
INSERT INTO "ballots" VALUES(1,2,'owner',2);
INSERT INTO "ballots" VALUES(1,3,'owner',3);
INSERT INTO "ballots" VALUES(1,4,'owner',4);
INSERT INTO "ballots" VALUES(1,5,'owner',5);
INSERT INTO "ballots" VALUES(1,6,'owner',6);
CREATE TABLE buildings (
	id INTEGER NOT NULL, 
	compound_id INTEGER NOT NULL, 
	label VARCHAR NOT NULL, 
	CONSTRAINT pk_buildings PRIMARY KEY (id), 
	CONSTRAINT fk_buildings_compound_id_compounds FOREIGN KEY(compound_id) REFERENCES compounds (id), 
	CONSTRAINT uq_buildings_compound_id_label UNIQUE (compound_id, label)
);
INSERT INTO "buildings" VALUES(1,1,'1');
CREATE TABLE compounds (
	id INTEGER NOT NULL, 
	street_id INTEGER NOT NULL, 
	area_id INTEGER, 
	name VARCHAR NOT NULL, 
	CONSTRAINT pk_compounds PRIMARY KEY (id), 
	CONSTRAINT fk_compounds_area_id_areas FOREIGN KEY(area_id) REFERENCES areas (id), 
	CONSTRAINT fk_compounds_street_id_streets FOREIGN KEY(street_id) REFERENCES streets (id), 
	CONSTRAINT uq_compounds_street_id_name UNIQUE (street_id, name)
);
INSERT INTO "compounds" VALUES(1,1,NULL,'A');
CREATE TABLE contacts (
	household_id INTEGER NOT NULL, 
	capacity VARCHAR NOT NULL, 
	poll_id INTEGER NOT NULL, 
	phone VARCHAR NOT NULL, 
	agreed_at DATETIME NOT NULL, 
	CONSTRAINT pk_contacts PRIMARY KEY (household_id, capacity), 
	CONSTRAINT fk_contacts_household_id_poll_households FOREIGN KEY(household_id) REFERENCES poll_households (id), 
	CONSTRAINT fk_contacts_poll_id_polls FOREIGN KEY(poll_id) REFERENCES polls (id)
);
CREATE TABLE editions (
	digest VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	document TEXT NOT NULL, 
	CONSTRAINT pk_editions PRIMARY KEY (digest)
);
INSERT INTO "editions" VALUES('1e7cc1bd7f9bf482472a624ad1774aea6c143945e9802364ec401b4385e0f26a','w1','{"intro":"","key":"w1","questions":[{"from_menu":false,"high":0,"hint":"","key":"who","kind":"single","label":"who","length":0,"low":0,"most":0,"optional":false,"options":[{"counts":"owner","key":"o","label":"O"},{"counts":"occupant","key":"t","label":"T"}],"owner_only":false,"role":"capacity","show_if":[],"why":""},{"from_menu":false,"high":0,"hint":"","key":"agree","kind":"single","label":"agree","length":0,"low":0,"most":0,"optional":false,"options":[{"counts":"yes","key":"yes","label":"Y"},{"counts":"no","key":"no","label":"N"},{"counts":"abstain","key":"abstain","label":"A"}],"owner_only":false,"role":"consent","show_if":[],"why":""},{"from_menu":false,"high":0,"hint":"","key":"order","kind":"order","label":"order","length":0,"low":0,"most":0,"optional":false,"options":[],"owner_only":false,"role":"order","show_if":[],"why":""},{"from_menu":true,"high":0,"hint":"","key":"top","kind":"top3","label":"top","length":0,"low":0,"most":0,"optional":true,"options":[],"owner_only":false,"role":"top3","show_if":[],"why":""}],"title":"W1"}');
CREATE TABLE entries (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	actor VARCHAR NOT NULL, 
	act VARCHAR NOT NULL, 
	poll_id INTEGER, 
	detail TEXT NOT NULL, 
	CONSTRAINT pk_entries PRIMARY KEY (id)
);
INSERT INTO "entries" VALUES(1,'2026-11-23 01:00:00.000000','li','roster_imported',NULL,'{"added":8,"changed":0,"compound":1,"removed":0}');
INSERT INTO "entries" VALUES(2,'2026-11-23 01:00:00.000000','li','wave_made',NULL,'{"edition":"1e7cc1bd7f9bf482472a624ad1774aea6c143945e9802364ec401b4385e0f26a","title":"W","wave":1}');
INSERT INTO "entries" VALUES(3,'2026-11-23 01:00:00.000000','li','poll_added',NULL,'{"budget":null,"menu":"7879231fb96c9973f2bed35fcced6892304d284086672ef308a06d6d1678ff9b","poll":1}');
INSERT INTO "entries" VALUES(4,'2026-11-23 01:00:00.000000','li','poll_opened',1,'{"terms":"5e4f90d36824d8b2de517b8765a7caf4fc5e2f761b4136e21b14dc0ea5c641d7"}');
INSERT INTO "entries" VALUES(5,'2026-12-09 01:00:00.000000','li','published',1,'{"digest":"4d0a5f3deb3296bf83cf6e4d67e8862e8eec83409b39fcce38d0d2a13f3c28b7","number":1}');
CREATE TABLE findings (
	id INTEGER NOT NULL, 
	poll_id INTEGER NOT NULL, 
	gate VARCHAR NOT NULL, 
	checkpoint VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	decider VARCHAR NOT NULL, 
	decided_by VARCHAR NOT NULL, 
	decided_at DATETIME NOT NULL, 
	valid_until DATE, 
	note TEXT NOT NULL, 
	evidence TEXT NOT NULL, 
	CONSTRAINT pk_findings PRIMARY KEY (id), 
	CONSTRAINT fk_findings_poll_id_polls FOREIGN KEY(poll_id) REFERENCES polls (id)
);
CREATE TABLE households (
	id INTEGER NOT NULL, 
	compound_id INTEGER NOT NULL, 
	building_id INTEGER NOT NULL, 
	owner_id INTEGER NOT NULL, 
	unit VARCHAR NOT NULL, 
	floor INTEGER NOT NULL, 
	room VARCHAR NOT NULL, 
	area INTEGER NOT NULL, 
	area_source VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	CONSTRAINT pk_households PRIMARY KEY (id), 
	CONSTRAINT fk_households_building_id_buildings FOREIGN KEY(building_id) REFERENCES buildings (id), 
	CONSTRAINT fk_households_compound_id_compounds FOREIGN KEY(compound_id) REFERENCES compounds (id), 
	CONSTRAINT fk_households_owner_id_owners FOREIGN KEY(owner_id) REFERENCES owners (id), 
	CONSTRAINT uq_households_building_id_unit_room UNIQUE (building_id, unit, room)
);
INSERT INTO "households" VALUES(1,1,1,1,'1',1,'101',8000,'register','home');
INSERT INTO "households" VALUES(2,1,1,2,'1',1,'102',8000,'register','home');
INSERT INTO "households" VALUES(3,1,1,3,'1',2,'201',8000,'register','home');
INSERT INTO "households" VALUES(4,1,1,4,'1',2,'202',8000,'register','home');
INSERT INTO "households" VALUES(5,1,1,5,'1',3,'301',8000,'register','home');
INSERT INTO "households" VALUES(6,1,1,6,'1',3,'302',8000,'register','home');
INSERT INTO "households" VALUES(7,1,1,7,'1',4,'401',8000,'register','home');
INSERT INTO "households" VALUES(8,1,1,8,'1',4,'402',8000,'register','home');
CREATE TABLE menus (
	digest VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	document TEXT NOT NULL, 
	CONSTRAINT pk_menus PRIMARY KEY (digest)
);
INSERT INTO "menus" VALUES('7879231fb96c9973f2bed35fcced6892304d284086672ef308a06d6d1678ff9b','m','{"choose":3,"items":[{"about":"","alternatives":[],"buildings":[],"icon":"","infeasible":"","key":"pipes","must":true,"name":"pipes","quantity":10000,"tier":"basic","unit":"","unit_cost":10000},{"about":"","alternatives":[],"buildings":[],"icon":"","infeasible":"","key":"roof","must":false,"name":"roof","quantity":20000,"tier":"basic","unit":"","unit_cost":9000},{"about":"","alternatives":[],"buildings":[],"icon":"","infeasible":"","key":"lift","must":false,"name":"lift","quantity":100,"tier":"better","unit":"","unit_cost":60000000},{"about":"","alternatives":[],"buildings":[],"icon":"","infeasible":"","key":"lamps","must":false,"name":"lamps","quantity":2000,"tier":"better","unit":"","unit_cost":100000}],"key":"m","tiers":[{"key":"basic","name":"B"},{"key":"better","name":"C"}],"title":"M"}');
CREATE TABLE notices (
	id INTEGER NOT NULL, 
	poll_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	published_at DATETIME NOT NULL, 
	published_by VARCHAR NOT NULL, 
	until DATE NOT NULL, 
	reason TEXT NOT NULL, 
	document TEXT NOT NULL, 
	sheet_digest VARCHAR NOT NULL, 
	CONSTRAINT pk_notices PRIMARY KEY (id), 
	CONSTRAINT fk_notices_poll_id_polls FOREIGN KEY(poll_id) REFERENCES polls (id), 
	CONSTRAINT uq_notices_poll_id_number UNIQUE (poll_id, number)
);
INSERT INTO "notices" VALUES(1,1,1,'2026-12-09 01:00:00.000000','li','2026-12-16','','{"area":null,"buildings":[{"abstain":null,"answered":6,"building":"1","no":null,"part":6,"reached":6,"total":8,"yes":null}],"channels":{"occupant":{"call":0,"door":0,"paper":0,"phone":0},"owner":{"call":0,"door":0,"paper":0,"phone":6}},"checks":{"alarms":[],"completion":"add1-walk-down 1 %","coverage":null,"items":{"lamps":{"band":"B","equal_shares":null,"ranks":[1,3],"representative":2},"lift":{"band":"B","equal_shares":null,"ranks":[1,3],"representative":3},"roof":{"band":"A","equal_shares":null,"ranks":[1,2],"representative":1}}},"compound":"A","conflicts":0,"digest":"4d0a5f3deb3296bf83cf6e4d67e8862e8eec83409b39fcce38d0d2a13f3c28b7","ended_at":"2026-12-08T01:00:00+00:00","format":"sheet-v1","judgement":{"checkpoint":"C1","gates":[{"change":"choose_rule","checkpoint":"C1","finding":null,"gate":"willingness","number":1,"reason":"no_consent_rule","rule":null,"state":"undetermined","values":{}},{"change":"record_finding","checkpoint":"C1","finding":null,"gate":"committee","number":2,"reason":"not_found_yet","rule":null,"state":"undetermined","values":{}},{"change":"record_finding","checkpoint":"C1","finding":null,"gate":"clearance","number":3,"reason":"not_found_yet","rule":null,"state":"undetermined","values":{}},{"change":"record_finding","checkpoint":"C1","finding":null,"gate":"cooperation","number":4,"reason":"not_found_yet","rule":null,"state":"undetermined","values":{}},{"change":"record_finding","checkpoint":"C1","finding":null,"gate":"management","number":5,"reason":"not_found_yet","rule":null,"state":"undetermined","values":{}}],"state":"undetermined","valid_until":null},"list":{"answered":6,"basic_first":false,"budget":null,"households":8,"lines":[{"answered":6,"buildings":[],"cost":1000000,"decided_by":null,"households":8,"infeasible":"","item":"pipes","left":null,"name":"pipes","named":null,"opinion":[null,0],"rank":null,"share":null,"status":"must","support":null,"tied_with":[],"tier":"basic","total":1000000,"ways":{}},{"answered":6,"buildings":[],"cost":1800000,"decided_by":null,"households":8,"infeasible":"","item":"roof","left":null,"name":"roof","named":null,"opinion":[null,0],"rank":1,"share":null,"status":"ranked","support":null,"tied_with":[],"tier":"basic","total":1000000,"ways":{}},{"answered":6,"buildings":[],"cost":2000000,"decided_by":null,"households":8,"infeasible":"","item":"lamps","left":null,"name":"lamps","named":null,"opinion":[null,0],"rank":2,"share":null,"status":"ranked","support":null,"tied_with":[],"tier":"better","total":1000000,"ways":{}},{"answered":6,"buildings":[],"cost":60000000,"decided_by":null,"households":8,"infeasible":"","item":"lift","left":null,"name":"lift","named":null,"opinion":[null,0],"rank":3,"share":null,"status":"ranked","support":null,"tied_with":[],"tier":"better","total":1000000,"ways":{}}],"must":1000000,"spent":1000000},"manifest":{"basic_first":false,"budget":null,"closes_at":"2026-12-08T01:00:00+00:00","edition":"1e7cc1bd7f9bf482472a624ad1774aea6c143945e9802364ec401b4385e0f26a","lots":["lamps","pipes","lift","roof"],"menu":"7879231fb96c9973f2bed35fcced6892304d284086672ef308a06d6d1678ff9b","opens_at":"2026-11-24T01:00:00+00:00","roster":"614727da2d7709ac13d0d4cbe0e345af746393f0a326ed961eaa15b6c628141a","rules":[],"seed":20842112394162},"manifest_digest":"5e4f90d36824d8b2de517b8765a7caf4fc5e2f761b4136e21b14dc0ea5c641d7","opinions":{"abstain":null,"no":null,"part":0,"total":8,"yes":null},"orders":{"lamps":[{"answered":6,"building":"1","support":null}],"lift":[{"answered":6,"building":"1","support":null}],"roof":[{"answered":6,"building":"1","support":null}]},"posted":true,"questions":[{"key":"who","occupants":{"answered":0,"ballots":0,"counts":{"o":null,"t":null}},"owners":{"answered":6,"ballots":6,"counts":{"o":null,"t":null}}},{"key":"agree","occupants":{"answered":0,"ballots":0,"counts":{"abstain":null,"no":null,"yes":null}},"owners":{"answered":6,"ballots":6,"counts":{"abstain":null,"no":null,"yes":null}}},{"key":"order","occupants":{"answered":0,"ballots":0,"counts":{"lamps":null,"lift":null,"roof":null}},"owners":{"answered":6,"ballots":6,"counts":{"lamps":null,"lift":null,"roof":null}}},{"key":"top","occupants":{"answered":0,"ballots":0,"counts":{"lamps":null,"lift":null,"roof":null}},"owners":{"answered":0,"ballots":6,"counts":{"lamps":null,"lift":null,"roof":null}}}],"reached":6,"receipts":{"occupant":[],"owner":["2JK64-C1K92","3E6XB-524F2","6Q5PN-CB9DC","7MBBK-CARW4","9FJVJ-ZVAB0","9VP7M-C1D6G"]},"rough_area":true,"rulings":[],"state":"closed","street":"S","votes":{"area":{"abstain":null,"answered":48000,"blank":0,"invalid":0,"no":null,"part":48000,"silent":16000,"total":64000,"yes":null},"households":{"abstain":1,"answered":6,"blank":0,"invalid":0,"no":1,"part":6,"silent":2,"total":8,"yes":4},"owners":{"abstain":1,"answered":6,"blank":0,"invalid":0,"no":1,"part":6,"silent":2,"total":8,"yes":4}},"wave":"W"}','9feb1855eb0cdb39d61c91e72d9e20f883d2574da0f51035a59f3e87f4c85957');
CREATE TABLE owners (
	id INTEGER NOT NULL, 
	compound_id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	phone VARCHAR NOT NULL, 
	CONSTRAINT pk_owners PRIMARY KEY (id), 
	CONSTRAINT fk_owners_compound_id_compounds FOREIGN KEY(compound_id) REFERENCES compounds (id), 
	CONSTRAINT uq_owners_compound_id_key UNIQUE (compound_id, "key")
);
INSERT INTO "owners" VALUES(1,1,'A 1-101','owner 101','');
INSERT INTO "owners" VALUES(2,1,'A 1-102','owner 102','');
INSERT INTO "owners" VALUES(3,1,'A 1-201','owner 201','');
INSERT INTO "owners" VALUES(4,1,'A 1-202','owner 202','');
INSERT INTO "owners" VALUES(5,1,'A 1-301','owner 301','');
INSERT INTO "owners" VALUES(6,1,'A 1-302','owner 302','');
INSERT INTO "owners" VALUES(7,1,'A 1-401','owner 401','');
INSERT INTO "owners" VALUES(8,1,'A 1-402','owner 402','');
CREATE TABLE poll_households (
	id INTEGER NOT NULL, 
	poll_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	building VARCHAR NOT NULL, 
	unit VARCHAR NOT NULL, 
	floor INTEGER NOT NULL, 
	room VARCHAR NOT NULL, 
	area INTEGER NOT NULL, 
	area_source VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	epoch INTEGER NOT NULL, 
	link_hash VARCHAR NOT NULL, 
	code_hash VARCHAR NOT NULL, 
	CONSTRAINT pk_poll_households PRIMARY KEY (id), 
	CONSTRAINT fk_poll_households_poll_id_polls FOREIGN KEY(poll_id) REFERENCES polls (id), 
	CONSTRAINT uq_poll_households_code_hash UNIQUE (code_hash), 
	CONSTRAINT uq_poll_households_link_hash UNIQUE (link_hash), 
	CONSTRAINT uq_poll_households_poll_id_position UNIQUE (poll_id, position)
);
INSERT INTO "poll_households" VALUES(1,1,0,'1','1',1,'101',8000,'register','home','1',1,'ff3b25242d9eaba947b1499754d68d49732b7887fdb3742ef3d0240622f1922c','b74f08eecffef7d34e5d2612cedf251fc2fb3c8756b0c47d8298da1fa7ab2fab');
INSERT INTO "poll_households" VALUES(2,1,1,'1','1',1,'102',8000,'register','home','2',1,'0288e2d536d4e1caf7bd0fc697ac4c3cf0ff8159c1acbdceef8cc9bb9f428df5','9ec7942c53ba717edeae6c8b7b659c1599aff5fd5eef3dbaacc32a8ac623f834');
INSERT INTO "poll_households" VALUES(3,1,2,'1','1',2,'201',8000,'register','home','3',1,'3329cd91114b3ccbf163b36bab1cb4d1a8fd67ecb8c92db25faf7f9d4c8e8b39','2038711620409435fe51430c618b9c2696531e8a84fca9f020eb09a6a81bbee4');
INSERT INTO "poll_households" VALUES(4,1,3,'1','1',2,'202',8000,'register','home','4',1,'9f39ecb1c49fbd14bd79fc07f97d3d218030e0b7039b86ff3fd36954dbfc8dfe','778c356199295919b8544bc35aaac57c1a336140feba36684d8124d5fc6e43ad');
INSERT INTO "poll_households" VALUES(5,1,4,'1','1',3,'301',8000,'register','home','5',1,'429c474f9f465812d8d66a39fea0236507ebdeb65afeea85498f36b906c5be57','69bd30d3eaeb12670e4da616a3275581fd2e08881e5accfbe726b744acedc2c9');
INSERT INTO "poll_households" VALUES(6,1,5,'1','1',3,'302',8000,'register','home','6',1,'cce1bff46995897b223005f1a755240cc272ec17fb838af3e2f8b3d1d81c67f6','869fe33f877091637726ec1a6d164d15246ecc6e867ff923219b6e64b4305107');
INSERT INTO "poll_households" VALUES(7,1,6,'1','1',4,'401',8000,'register','home','7',1,'33e595a83b2937857d5431cce0921c8123c098ce4d744330a61bacc1f8a59dee','a7728fadbdb96940182cf6563773a47f51de13768600e2451987c529b37f3628');
INSERT INTO "poll_households" VALUES(8,1,7,'1','1',4,'402',8000,'register','home','8',1,'fa25e780d0e9454a4fe4461d6fd6a0d2043999d0300a34ae7c19453a5065b87b','174fbfdb3c5d9c3d6b548a0a6e5847997c90c4f7b79edea6a297e631a668f14e');
CREATE TABLE polls (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	wave_id INTEGER NOT NULL, 
	compound_id INTEGER NOT NULL, 
	menu VARCHAR NOT NULL, 
	rules TEXT NOT NULL, 
	budget BIGINT, 
	basic_first BOOLEAN NOT NULL, 
	opens_at DATETIME NOT NULL, 
	closes_at DATETIME NOT NULL, 
	opened_at DATETIME, 
	closed_at DATETIME, 
	terms TEXT, 
	CONSTRAINT fk_polls_compound_id_compounds FOREIGN KEY(compound_id) REFERENCES compounds (id), 
	CONSTRAINT fk_polls_menu_menus FOREIGN KEY(menu) REFERENCES menus (digest), 
	CONSTRAINT fk_polls_wave_id_waves FOREIGN KEY(wave_id) REFERENCES waves (id), 
	CONSTRAINT uq_polls_wave_id_compound_id UNIQUE (wave_id, compound_id)
);
INSERT INTO "polls" VALUES(1,1,1,'7879231fb96c9973f2bed35fcced6892304d284086672ef308a06d6d1678ff9b','[]',NULL,0,'2026-11-24 01:00:00.000000','2026-12-08 01:00:00.000000','2026-11-23 01:00:00.000000',NULL,'{"basic_first":false,"budget":null,"closes_at":"2026-12-08T01:00:00+00:00","edition":"1e7cc1bd7f9bf482472a624ad1774aea6c143945e9802364ec401b4385e0f26a","lots":["lamps","pipes","lift","roof"],"menu":"7879231fb96c9973f2bed35fcced6892304d284086672ef308a06d6d1678ff9b","opens_at":"2026-11-24T01:00:00+00:00","roster":"614727da2d7709ac13d0d4cbe0e345af746393f0a326ed961eaa15b6c628141a","rules":[],"seed":20842112394162}');
CREATE TABLE revisions (
	id INTEGER NOT NULL, 
	poll_id INTEGER NOT NULL, 
	household_id INTEGER NOT NULL, 
	capacity VARCHAR NOT NULL, 
	revision INTEGER NOT NULL, 
	answers TEXT NOT NULL, 
	edition VARCHAR NOT NULL, 
	menu VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	entered_by VARCHAR NOT NULL, 
	submission VARCHAR NOT NULL, 
	receipt VARCHAR NOT NULL, 
	cast_at DATETIME NOT NULL, 
	CONSTRAINT pk_revisions PRIMARY KEY (id), 
	CONSTRAINT fk_revisions_household_id_poll_households FOREIGN KEY(household_id) REFERENCES poll_households (id), 
	CONSTRAINT fk_revisions_poll_id_polls FOREIGN KEY(poll_id) REFERENCES polls (id), 
	CONSTRAINT uq_revisions_household_id_capacity_revision UNIQUE (household_id, capacity, revision), 
	CONSTRAINT uq_revisions_household_id_submission UNIQUE (household_id, submission), 
	CONSTRAINT uq_revisions_receipt UNIQUE (receipt)
);
INSERT INTO "revisions" VALUES(1,1,1,'owner',1,'{"agree":"yes","order":["lamps"],"who":"o"}','1e7cc1bd7f9bf482472a624ad1774aea6c143945e9802364ec401b4385e0f26a','7879231fb96c9973f2bed35fcced6892304d284086672ef308a06d6d1678ff9b','phone','','submission-1-yes','5HTA7-K655Q','2026-11-25 01:00:00.000000');
INSERT INTO "revisions" VALUES(2,1,2,'owner',1,'{"agree":"yes","order":["roof"],"who":"o"}','1e7cc1bd7f9bf482472a624ad1774aea6c143945e9802364ec401b4385e0f26a','7879231fb96c9973f2bed35fcced6892304d284086672ef308a06d6d1678ff9b','phone','','submission-2-yes','3E6XB-524F2','2026-11-25 01:00:00.000000');
INSERT INTO "revisions" VALUES(3,1,3,'owner',1,'{"agree":"yes","order":["lamps"],"who":"o"}','1e7cc1bd7f9bf482472a624ad1774aea6c143945e9802364ec401b4385e0f26a','7879231fb96c9973f2bed35fcced6892304d284086672ef308a06d6d1678ff9b','phone','','submission-3-yes','2JK64-C1K92','2026-11-25 01:00:00.000000');
INSERT INTO "revisions" VALUES(4,1,4,'owner',1,'{"agree":"yes","order":["roof"],"who":"o"}','1e7cc1bd7f9bf482472a624ad1774aea6c143945e9802364ec401b4385e0f26a','7879231fb96c9973f2bed35fcced6892304d284086672ef308a06d6d1678ff9b','phone','','submission-4-yes','7MBBK-CARW4','2026-11-25 01:00:00.000000');
INSERT INTO "revisions" VALUES(5,1,5,'owner',1,'{"agree":"yes","order":["lamps"],"who":"o"}','1e7cc1bd7f9bf482472a624ad1774aea6c143945e9802364ec401b4385e0f26a','7879231fb96c9973f2bed35fcced6892304d284086672ef308a06d6d1678ff9b','phone','','submission-5-yes','9FJVJ-ZVAB0','2026-11-25 01:00:00.000000');
INSERT INTO "revisions" VALUES(6,1,6,'owner',1,'{"agree":"no","order":["roof"],"who":"o"}','1e7cc1bd7f9bf482472a624ad1774aea6c143945e9802364ec401b4385e0f26a','7879231fb96c9973f2bed35fcced6892304d284086672ef308a06d6d1678ff9b','phone','','submission-6-no','6Q5PN-CB9DC','2026-11-25 01:00:00.000000');
INSERT INTO "revisions" VALUES(7,1,1,'owner',2,'{"agree":"abstain","order":["lift"],"who":"o"}','1e7cc1bd7f9bf482472a624ad1774aea6c143945e9802364ec401b4385e0f26a','7879231fb96c9973f2bed35fcced6892304d284086672ef308a06d6d1678ff9b','phone','','submission-1-again','9VP7M-C1D6G','2026-11-25 01:00:00.000000');
CREATE TABLE silence_evidence (
	id INTEGER NOT NULL, 
	poll_id INTEGER NOT NULL, 
	clause TEXT NOT NULL, 
	delivery TEXT NOT NULL, 
	warning TEXT NOT NULL, 
	undelivered TEXT NOT NULL, 
	recorded_by VARCHAR NOT NULL, 
	recorded_at DATETIME NOT NULL, 
	CONSTRAINT pk_silence_evidence PRIMARY KEY (id), 
	CONSTRAINT fk_silence_evidence_poll_id_polls FOREIGN KEY(poll_id) REFERENCES polls (id)
);
CREATE TABLE staff (
	id INTEGER NOT NULL, 
	username VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	password VARCHAR NOT NULL, 
	street_id INTEGER, 
	compound_id INTEGER, 
	CONSTRAINT pk_staff PRIMARY KEY (id), 
	CONSTRAINT fk_staff_compound_id_compounds FOREIGN KEY(compound_id) REFERENCES compounds (id), 
	CONSTRAINT fk_staff_street_id_streets FOREIGN KEY(street_id) REFERENCES streets (id), 
	CONSTRAINT uq_staff_username UNIQUE (username)
);
CREATE TABLE staff_sessions (
	"key" VARCHAR NOT NULL, 
	staff_id INTEGER NOT NULL, 
	started_at DATETIME NOT NULL, 
	CONSTRAINT pk_staff_sessions PRIMARY KEY ("key"), 
	CONSTRAINT fk_staff_sessions_staff_id_staff FOREIGN KEY(staff_id) REFERENCES staff (id)
);
CREATE TABLE streets (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	CONSTRAINT pk_streets PRIMARY KEY (id), 
	CONSTRAINT uq_streets_name UNIQUE (name)
);
INSERT INTO "streets" VALUES(1,'S');
CREATE TABLE waves (
	id INTEGER NOT NULL, 
	title VARCHAR NOT NULL, 
	edition VARCHAR NOT NULL, 
	opens_at DATETIME NOT NULL, 
	closes_at DATETIME NOT NULL, 
	CONSTRAINT pk_waves PRIMARY KEY (id), 
	CONSTRAINT fk_waves_edition_editions FOREIGN KEY(edition) REFERENCES editions (digest), 
	CONSTRAINT uq_waves_title UNIQUE (title)
);
INSERT INTO "waves" VALUES(1,'W','1e7cc1bd7f9bf482472a624ad1774aea6c143945e9802364ec401b4385e0f26a','2026-11-24 01:00:00.000000','2026-12-08 01:00:00.000000');
CREATE INDEX ix_attempts_door_who_at ON attempts (door, who, at);
CREATE INDEX ix_compounds_area_id ON compounds (area_id);
CREATE INDEX ix_polls_compound_id ON polls (compound_id);
CREATE INDEX ix_entries_poll_id ON entries (poll_id);
CREATE INDEX ix_findings_poll_id ON findings (poll_id);
CREATE INDEX ix_silence_evidence_poll_id ON silence_evidence (poll_id);
CREATE INDEX ix_households_compound_id ON households (compound_id);
CREATE INDEX ix_households_owner_id ON households (owner_id);
CREATE INDEX ix_staff_sessions_staff_id ON staff_sessions (staff_id);
CREATE TRIGGER guard_revisions_update BEFORE UPDATE ON revisions  BEGIN SELECT RAISE(ABORT, 'revisions keeps what it has'); END;
CREATE TRIGGER guard_revisions_delete BEFORE DELETE ON revisions  BEGIN SELECT RAISE(ABORT, 'revisions keeps what it has'); END;
CREATE TRIGGER guard_entries_update BEFORE UPDATE ON entries  BEGIN SELECT RAISE(ABORT, 'entries keeps what it has'); END;
CREATE TRIGGER guard_entries_delete BEFORE DELETE ON entries  BEGIN SELECT RAISE(ABORT, 'entries keeps what it has'); END;
CREATE TRIGGER guard_findings_update BEFORE UPDATE ON findings  BEGIN SELECT RAISE(ABORT, 'findings keeps what it has'); END;
CREATE TRIGGER guard_findings_delete BEFORE DELETE ON findings  BEGIN SELECT RAISE(ABORT, 'findings keeps what it has'); END;
CREATE TRIGGER guard_silence_evidence_update BEFORE UPDATE ON silence_evidence  BEGIN SELECT RAISE(ABORT, 'silence_evidence keeps what it has'); END;
CREATE TRIGGER guard_silence_evidence_delete BEFORE DELETE ON silence_evidence  BEGIN SELECT RAISE(ABORT, 'silence_evidence keeps what it has'); END;
CREATE TRIGGER guard_editions_update BEFORE UPDATE ON editions  BEGIN SELECT RAISE(ABORT, 'editions keeps what it has'); END;
CREATE TRIGGER guard_editions_delete BEFORE DELETE ON editions  BEGIN SELECT RAISE(ABORT, 'editions keeps what it has'); END;
CREATE TRIGGER guard_menus_update BEFORE UPDATE ON menus  BEGIN SELECT RAISE(ABORT, 'menus keeps what it has'); END;
CREATE TRIGGER guard_menus_delete BEFORE DELETE ON menus  BEGIN SELECT RAISE(ABORT, 'menus keeps what it has'); END;
CREATE TRIGGER guard_polls_update BEFORE UPDATE OF wave_id, compound_id, menu, rules, budget, basic_first, opened_at, terms ON polls WHEN OLD.terms IS NOT NULL BEGIN SELECT RAISE(ABORT, 'polls keeps what it has'); END;
CREATE TRIGGER guard_poll_households_update BEFORE UPDATE OF poll_id, position, building, unit, floor, room, area, area_source, kind, owner ON poll_households WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'poll_households keeps what it has'); END;
CREATE TRIGGER guard_poll_households_delete BEFORE DELETE ON poll_households  BEGIN SELECT RAISE(ABORT, 'poll_households keeps what it has'); END;
CREATE TRIGGER guard_notices_update BEFORE UPDATE ON notices BEGIN SELECT RAISE(ABORT, 'notices keeps what it has'); END;
CREATE TRIGGER guard_notices_delete BEFORE DELETE ON notices BEGIN SELECT RAISE(ABORT, 'notices keeps what it has'); END;
CREATE INDEX ix_contacts_poll_id ON contacts (poll_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('polls',1);
COMMIT;
