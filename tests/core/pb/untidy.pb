# typed in by hand

meta;;
Key; Value
budget;100,50;
vote_type;Approval
num_votes;9
comment;one; two
;left over

PROJECTS
cost;name;project_id;;
 60 ;"Old" roof;a
50;"Lamps
of the yard"; b
4e1;Gate;"c"

VOTES
age;vote;voter_id
34; a , b ;1
;c,b;2
# the end
