# bash completion for echoserver
_echoserver() {
    local now=${COMP_WORDS[COMP_CWORD]}
    if [[ $now == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W '--address --http-port --https-port --udp-port --admin-port --threads --tls-cert --tls-key --tls-client-ca --proxy-protocol --trusted-proxies --trusted-fields --format --strict-1.4 --compat --agnhost-allow-exit --agnhost-http-override --max-connections --max-line --max-header --max-body --proxy-timeout --header-timeout --keep-alive-timeout --body-timeout --write-timeout --min-rate --linger-timeout --drain-delay --grace-period --log-format --access-log --access-log-rate --config --print-config --help --version' -- "$now")
    else
        mapfile -t COMPREPLY < <(compgen -f -- "$now")
    fi
}
complete -o filenames -F _echoserver echoserver
