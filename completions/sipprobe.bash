# bash completion for sipprobe: source <(sipprobe completion bash)
_sipprobe() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command= files= words= i
  COMPREPLY=()
  # bash takes the equals sign of --name=value for a word
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = && $COMP_CWORD -ge 2 ]]; then
    prev=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case ${COMP_WORDS[i]} in
    sweep|watch|targets|diff|merge|explain|completion)
      command=${COMP_WORDS[i]}; break ;;
    esac
  done
  case $prev in
    --color)
      COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
    --nodes)
      COMPREPLY=($(compgen -W 'auto' -- "$cur")); return ;;
    --promise)
      COMPREPLY=($(compgen -W 'policy preserved any' -- "$cur")); return ;;
    --source)
      COMPREPLY=($(compgen -W 'auto' -- "$cur")); return ;;
    --tls)
      COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
    -o|--output)
      COMPREPLY=($(compgen -W 'table wide json junit markdown github csv prometheus tap html' -- "$cur")); return ;;
    --baseline|--certificate-authority|--client-certificate|--client-key|--kubeconfig|--save|--textfile)
      compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur")); return ;;
    --address-types|--allow-special-addresses|--as|--as-group|--as-uid|--attempts|--cluster|--concurrency|--connect-timeout|--context|--count|--fail-on|--host-header|--insecure-skip-tls-verify|--interval|--kinds|--listen|--path|--per-node|--port|--protocols|--rate|--request-timeout|--routed-cluster-ips|--service|--timeout|--tls-server-name|--token|--user|--vantage|--version|-A|--all-namespaces|-h|--help|-l|--selector|-n|--namespace|-q|--quiet|-s|--server)
      return ;;
  esac
  case $command in
    '') words='sweep watch targets diff merge explain completion --help --version --kubeconfig --context --cluster --user --server --token --as --as-group --as-uid --certificate-authority --client-certificate --client-key --tls-server-name --insecure-skip-tls-verify --request-timeout --namespace --all-namespaces --selector --service --nodes --port --vantage --address-types --kinds --protocols --routed-cluster-ips --allow-special-addresses --concurrency --per-node --rate --attempts --connect-timeout --timeout --path --host-header --tls --source --promise --fail-on --output --color --save --baseline --quiet' ;;
    'sweep') words='--help --kubeconfig --context --cluster --user --server --token --as --as-group --as-uid --certificate-authority --client-certificate --client-key --tls-server-name --insecure-skip-tls-verify --request-timeout --namespace --all-namespaces --selector --service --nodes --port --vantage --address-types --kinds --protocols --routed-cluster-ips --allow-special-addresses --concurrency --per-node --rate --attempts --connect-timeout --timeout --path --host-header --tls --source --promise --fail-on --output --color --save --baseline --quiet' ;;
    'watch') words='--help --interval --count --listen --textfile --kubeconfig --context --cluster --user --server --token --as --as-group --as-uid --certificate-authority --client-certificate --client-key --tls-server-name --insecure-skip-tls-verify --request-timeout --namespace --all-namespaces --selector --service --nodes --port --vantage --address-types --kinds --protocols --routed-cluster-ips --allow-special-addresses --concurrency --per-node --rate --attempts --connect-timeout --timeout --path --host-header --tls --source --promise --fail-on --output --color --save --baseline --quiet' ;;
    'targets') words='--help --kubeconfig --context --cluster --user --server --token --as --as-group --as-uid --certificate-authority --client-certificate --client-key --tls-server-name --insecure-skip-tls-verify --request-timeout --namespace --all-namespaces --selector --service --nodes --port --vantage --address-types --kinds --protocols --routed-cluster-ips --allow-special-addresses --output --color' ;;
    'diff') words='--help --output --color' files=1 ;;
    'merge') words='--help --output --color' files=1 ;;
    'explain') words='nodeport-cluster nodeport-local-endpoint nodeport-local-no-endpoint nodeport-local-own-node nodeport-local-own-node-pod nodeport-local-self nodeport-local-self-other-node nodeport-nftables-other vip-cluster vip-local-outside vip-local-node vip-local-pod vip-local-self vip-proxy-mode externalip-cluster externalip-local-outside externalip-local-no-endpoint externalip-local-inside externalip-local-node externalip-local-pod externalip-local-self source-ranges source-ranges-unclear clusterip-pod clusterip-node clusterip-self clusterip-outside internal-local-pod internal-local-node internal-local-self internal-local-no-endpoint no-endpoints endpoints-unknown endpoint-node-unknown unknown-node no-api cluster-by-design local-not-applied servicelb-hop no-local-endpoint hostname-override asymmetric-path vip-short-circuit ipvs-local-vip external-ip-rewritten cluster-ip-masquerade ipvs-source-address plugin-masquerade cilium-host proxied-and-lost security-group nlb-hairpin proxy-protocol-one-side header-not-believed docker-bridge health-port-dropped nat-before-us dead-node --help' ;;
    'completion') words='bash zsh fish --help' ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  if [[ -n $files && $cur != -* ]]; then
    compopt -o filenames 2>/dev/null
    COMPREPLY+=($(compgen -f -- "$cur"))
  fi
}
complete -F _sipprobe sipprobe kubectl-sipprobe
