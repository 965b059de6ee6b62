META
key;value
budget;50
vote_type;approval
PROJECTS
project_id;cost;votes
a;30;2
b;20;2
c;20;1
VOTES
voter_id;vote
1;a,b,a
2;b,b,b
3;c , a, c,a
