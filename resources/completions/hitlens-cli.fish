# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Completes hitlens-cli in fish.

set -l commands check keys invalidate ttl undo recipes servers watch
complete -c hitlens-cli -f
complete -c hitlens-cli -n "not __fish_seen_subcommand_from $commands" -a "$commands"
complete -c hitlens-cli -l json -d 'Write JSON'
complete -c hitlens-cli -s h -l help -d 'Print the help'
complete -c hitlens-cli -s v -l version -d 'Print the version'

function __hitlens_cli_option
    set -l when "__fish_seen_subcommand_from $argv[1]"
    complete -c hitlens-cli -n $when $argv[2..]
end

set -l onServer 'check keys invalidate ttl undo watch'
__hitlens_cli_option "$onServer recipes" -x -l server -a '(hitlens-cli servers 2>/dev/null)' -d 'The server'
__hitlens_cli_option $onServer -x -l db -d 'Another database'
set -l filtered 'keys invalidate'
__hitlens_cli_option $filtered -x -l type -a 'string hash list set zset stream' -d 'Of this type'
__hitlens_cli_option $filtered -x -l ttl -a 'none any below: above:' -d 'By time to live'
__hitlens_cli_option $filtered -x -l idle -d 'Not used for longer'
__hitlens_cli_option $filtered -x -l larger -d 'That take more memory'
__hitlens_cli_option $filtered -x -l except -d 'But not these'
__hitlens_cli_option keys -l count -d 'How many, not which'
__hitlens_cli_option keys -s 0 -l null -d 'A NUL behind each'
set -l changing 'invalidate ttl undo'
__hitlens_cli_option $changing -l yes -d 'Change without asking'
__hitlens_cli_option $changing -x -l confirm -a '(hitlens-cli servers 2>/dev/null)' -d 'The name of a production server'
__hitlens_cli_option invalidate -x -l recipe -a '(hitlens-cli recipes list 2>/dev/null)' -d 'What is done'
__hitlens_cli_option invalidate -x -l param -d 'Of the recipe: NAME=VALUE'
__hitlens_cli_option invalidate -x -l expire -d 'After this time'
__hitlens_cli_option invalidate -x -l expire-at -d 'At this time'
__hitlens_cli_option invalidate -x -l jitter -d 'Earlier or later by up to so many per cent'
__hitlens_cli_option invalidate -x -l spread -d 'Later by up to'
__hitlens_cli_option invalidate -l only-shorten -d 'Never live longer'
__hitlens_cli_option invalidate -l only-lengthen -d 'Never live shorter'
__hitlens_cli_option invalidate -x -l soften -d 'Within this time'
__hitlens_cli_option 'invalidate ttl' -l persist -d 'Take the expiry off'
__hitlens_cli_option invalidate -l dry-run -d 'Change nothing'
__hitlens_cli_option invalidate -l exact-size -d 'Ask every key for its size'
__hitlens_cli_option invalidate -r -F -l names -d 'Names to a file'
__hitlens_cli_option 'invalidate undo' -x -l pace -a 'gentle adaptive full' -d 'How hard'
__hitlens_cli_option invalidate -x -l max-keys -d 'Refuse when more'
__hitlens_cli_option invalidate -l no-snapshot -d 'Keep nothing for undo'
__hitlens_cli_option invalidate -x -l snapshot-max -d 'Stop when larger'
__hitlens_cli_option invalidate -x -l reason -d 'For the audit log'
__hitlens_cli_option ttl -x -l set -d 'Live for this long'
__hitlens_cli_option ttl -x -l add -d 'Longer by'
__hitlens_cli_option ttl -x -l at -d 'Until this time'
__hitlens_cli_option undo -l list -d 'What can be undone'
__hitlens_cli_option undo -l replace -d 'Also where the key exists'
__hitlens_cli_option 'recipes; and not __fish_seen_subcommand_from list show import export' -a 'list show import export'
__hitlens_cli_option 'recipes; and __fish_seen_subcommand_from show' -a '(hitlens-cli recipes list 2>/dev/null)'
__hitlens_cli_option 'recipes; and __fish_seen_subcommand_from import export' -F
__hitlens_cli_option watch -x -l seconds -d 'End after so many'
functions -e __hitlens_cli_option
