"""A small cluster of hosts as network namespaces: real packets, real NAT, no root, no Kubernetes."""
