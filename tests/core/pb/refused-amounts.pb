META
key;value
budget;1,500
vote_type;approval
PROJECTS
project_id;cost
a;1.500
b;1 500
c;1'500
d;１５００
e;-5
f;
g;1500元
h;1,500,000.00
i;1500.5
VOTES
voter_id;vote
1;a
