#!/bin/sh
# Echo in a shell: no more JSON than it takes to find three fields of a line. With --bad=talk it
# says what it does on stdout, where only messages may be.
number_of() { printf '%s' "$2" | sed -n "s/.*\"$1\": *\([0-9]*\).*/\1/p"; }
word_of() { printf '%s' "$2" | sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p"; }

while read -r line; do
    src=$(word_of src "$line")
    msg_id=$(number_of msg_id "$line")
    case $line in
    *'"init"'*)
        id=$(word_of node_id "$line")
        body='"type":"init_ok"'
        ;;
    *)
        [ "$1" = --bad=talk ] && echo "echoing to $src"
        said=$(printf '%s' "$line" | sed -n 's/.*"echo": *\("[^"]*"\|[0-9.-]*\|null\)[,}].*/\1/p')
        body="\"type\":\"echo_ok\",\"echo\":$said"
        ;;
    esac
    printf '{"src":"%s","dest":"%s","body":{%s,"in_reply_to":%s}}\n' "$id" "$src" "$body" "$msg_id"
done
