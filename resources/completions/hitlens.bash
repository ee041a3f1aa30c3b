# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Completes hitlens in bash.

_hitlens() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  if [[ $previous == --screenshots ]]; then
    compopt -o filenames && mapfile -t COMPREPLY < <(compgen -d -- "$current")
  elif [[ $current == -* ]]; then
    mapfile -t COMPREPLY < <(
      compgen -W '--demo --new-window --screenshots --help --version -h -v' -- "$current"
    )
  fi
}

complete -F _hitlens hitlens
