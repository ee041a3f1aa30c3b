# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Completes hitlens-cli in bash.

# Puts those of the lines on standard input that begin with the current word into COMPREPLY.
_hitlens_cli_lines() {
  local line
  while IFS= read -r line; do
    [[ $line != "$1"* ]] || COMPREPLY+=("$(printf '%q' "$line")")
  done
}

_hitlens_cli_value() {
  case $1 in
    --server | --confirm) _hitlens_cli_lines "$2" < <(hitlens-cli servers 2>/dev/null) ;;
    --recipe) _hitlens_cli_lines "$2" < <(hitlens-cli recipes list 2>/dev/null) ;;
    --type) mapfile -t COMPREPLY < <(compgen -W 'string hash list set zset stream' -- "$2") ;;
    --ttl) mapfile -t COMPREPLY < <(compgen -W 'none any below: above:' -- "$2") ;;
    --pace) mapfile -t COMPREPLY < <(compgen -W 'gentle adaptive full' -- "$2") ;;
    --names) compopt -o filenames && mapfile -t COMPREPLY < <(compgen -f -- "$2") ;;
    --db | --idle | --larger | --except | --param | --expire | --expire-at | --jitter | --spread | \
      --soften | --max-keys | --snapshot-max | --reason | --set | --add | --at | --seconds) ;;
    *) return 1 ;;
  esac
}

_hitlens_cli() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local commands='check keys invalidate ttl undo recipes servers watch'
  local common='--json --help --version' server='--server --db'
  local filters='--type --ttl --idle --larger --except' agree='--yes --confirm'
  local word command='' what=''
  COMPREPLY=()
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ -z $command && " $commands " == *" $word "* ]]; then
      command=$word
    elif [[ $command == recipes && " list show import export " == *" $word "* ]]; then
      what=$word
    fi
  done
  _hitlens_cli_value "$previous" "$current" && return
  local options=$common
  case $command in
    check) options+=" $server" ;;
    keys) options+=" $server $filters --count --null -0" ;;
    invalidate)
      options+=" $server $filters $agree --recipe --param --expire --expire-at --jitter --spread"
      options+=' --only-shorten --only-lengthen --soften --persist --dry-run --exact-size --names'
      options+=' --pace --max-keys --no-snapshot --snapshot-max --reason'
      ;;
    ttl) options+=" $server $agree --set --add --at --persist" ;;
    undo) options+=" $server $agree --list --replace --pace" ;;
    recipes) options+=' --server' ;;
    watch) options+=" $server --seconds" ;;
  esac
  if [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options -h -v" -- "$current")
  elif [[ -z $command ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$current")
  elif [[ $command == recipes && -z $what ]]; then
    mapfile -t COMPREPLY < <(compgen -W 'list show import export' -- "$current")
  elif [[ $what == show ]]; then
    _hitlens_cli_lines "$current" < <(hitlens-cli recipes list 2>/dev/null)
  elif [[ $what == import || $what == export ]]; then
    compopt -o filenames && mapfile -t COMPREPLY < <(compgen -f -- "$current")
  fi
}

complete -F _hitlens_cli hitlens-cli
