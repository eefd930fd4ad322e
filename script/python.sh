# Sourced: sets PYTHON to one that is new enough, or ends with one line that says what is wrong.
PYTHON=
for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        PYTHON=$candidate
        break
    fi
done
if [ -z "$PYTHON" ]; then
    found=$(python3 --version 2>/dev/null) || found="no python3"
    echo "Loadwell needs Python 3.11 or newer; found ${found}." >&2
    exit 1
fi
