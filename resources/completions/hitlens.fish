# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Completes hitlens in fish.

complete -c hitlens -f
complete -c hitlens -l demo -d 'Open a demo cache'
complete -c hitlens -l new-window -d 'Open a window of its own'
complete -c hitlens -x -l screenshots -a '(__fish_complete_directories)' -d 'Save pictures of every page'
complete -c hitlens -s h -l help -d 'Print the help'
complete -c hitlens -s v -l version -d 'Print the version'
