module pip-trust/bench/sigstore-go

go 1.25.0

require github.com/sigstore/sigstore-go v1.1.4
