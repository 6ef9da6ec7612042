# tools/mkcodes.awk - States and CAMEO codes as C tables for src/export, from data/actors/states.tsv and data/events/0-ontology.txt:
#   awk -f mkcodes.awk states.tsv 0-ontology.txt > chy_codes.inc
# A state's row: alpha-3 code, name, FIPS 10-4, Correlates of War number. Of several lines of one code the first without an id counts.
function quoted(s) { gsub(/\\/, "\\\\", s); gsub(/"/, "\\\"", s); return "\"" s "\"" }
FNR == 1 { file++; FS = file == 1 ? "\t" : " "; $0 = $0 }
file == 1 && !/^#/ && FNR > 1 && $2 == "" && $1 ~ /^[A-Z][A-Z][A-Z]$/ && !($1 in seen) {
    seen[$1] = 1
    code[++n] = $1; name[n] = $9; fips[n] = $6; sub(/\|.*/, "", fips[n]); cow[n] = $4
}
file == 2 && $1 == "score" { st[++k] = $2; sm[k] = NF > 3 ? $3 : ""; sv[k] = $NF }
file == 2 && $1 == "cameo" {
    c[++m] = $2; gold[m] = $3
    rest = $0; sub(/^cameo +[^ ]+ +[^ ]+ +/, "", rest); text[m] = rest
}
END {
    print "static const chy_state_code state_codes[] = {"
    for (i = 1; i <= n; i++) printf "    {%s, %s, %s, %d},\n", quoted(code[i]), quoted(name[i]), quoted(fips[i]), cow[i] + 0
    print "};\nstatic const chy_cameo_name cameo_names[] = {"
    for (i = 1; i <= m; i++) printf "    {%s, %s, %s},\n", quoted(c[i]), quoted(text[i]), gold[i] (gold[i] ~ /\./ ? "f" : ".0f")
    print "};\nstatic const chy_plover_score plover_scores[] = {"
    for (i = 1; i <= k; i++) printf "    {%s, %s, %s},\n", quoted(st[i]), quoted(sm[i]), sv[i] (sv[i] ~ /\./ ? "f" : ".0f")
    print "};"
}
