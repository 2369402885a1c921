#!/usr/bin/env bash
# Makes the certificates of the matrix with the openssl command, each as its documentation or its users do.
#
#   tests/certificates/make.sh DIRECTORY
#
# NAME.pem is what a server sends, NAME.key its key, and NAME.ca what a client is given. cases.json says what must come
# of each.
set -euo pipefail
version=$(openssl version) || version="no such command"
[[ $version == "OpenSSL 3"* ]] || { echo "make.sh needs the openssl command of OpenSSL 3, not: $version" >&2; exit 1; }
mkdir -p "$1"
cd "$1"
export MSYS_NO_PATHCONV=1 # Git's shell on Windows takes -subj /CN=x for a path.

host=subjectAltName=DNS:localhost
quiet() { "$@" 2> openssl.log || { cat openssl.log >&2; exit 1; }; }

# key NAME KIND: an RSA key of so many bits, one for PSS alone, or one of a curve
key() {
  case $2 in
    [0-9]*) quiet openssl genpkey -algorithm RSA -pkeyopt "rsa_keygen_bits:$2" -out "$1.key" ;;
    pss) quiet openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out "$1.key" ;;
    ed*) quiet openssl genpkey -algorithm "$2" -out "$1.key" ;;
    *) quiet openssl genpkey -algorithm EC -pkeyopt "ec_paramgen_curve:$2" -pkeyopt ec_param_enc:named_curve -out "$1.key" ;;
  esac
}

# root NAME KIND [OPTION...]: an authority
root() {
  key "$1" "$2"
  quiet openssl req -x509 -key "$1.key" -out "$1.crt" -days 9 -subj "/CN=authority $1" "${@:3}"
}

# issue NAME KIND AUTHORITY EXTENSIONS [OPTION...]: a certificate that an authority issues
issue() {
  key "$1" "$2"
  quiet openssl req -new -key "$1.key" -out "$1.csr" -subj "${SUBJECT:-/CN=localhost}"
  printf '%b\n' "$4" > "$1.ext"
  quiet openssl x509 -req -in "$1.csr" -CA "$3.crt" -CAkey "$3.key" -set_serial "$((++serial))" -days 9 -out "$1.crt" \
    -extfile "$1.ext" "${@:5}"
}
serial=1000

# serve NAME CA CERTIFICATE...: sends these certificates, with the key of the first, to clients that are given CA
serve() {
  cp "$2.crt" "$1.ca"
  cat "${@:3}" > "$1.pem.new"
  [[ $1.key -ef ${3%.crt}.key ]] || cp "${3%.crt}.key" "$1.key"
  mv "$1.pem.new" "$1.pem"
}

# A server's own certificate. As `openssl req -x509` makes it, it is that of an authority.
own() { quiet openssl req -x509 -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.crt" -days 9 -subj "$2" "${@:3}"; }
own self-signed /CN=localhost -addext "$host"
own self-signed-leaf /CN=localhost -addext "$host" -addext basicConstraints=critical,CA:FALSE
own self-signed-other-host /CN=elsewhere.example.com -addext subjectAltName=DNS:elsewhere.example.com
own self-signed-common-name /CN=localhost
own self-signed-policies /CN=localhost -addext "$host" -addext certificatePolicies=critical,2.5.29.32.0
for name in self-signed{,-leaf,-other-host,-common-name,-policies}; do serve $name $name $name.crt; done
own stranger /CN=stranger
cp self-signed.crt self-signed-not-given.crt
cp self-signed.key self-signed-not-given.key
serve self-signed-not-given stranger self-signed-not-given.crt

# Of other days: only `openssl ca` can choose them.
dated() {
  key "$1" 2048
  quiet openssl req -new -key "$1.key" -out "$1.csr" -subj /CN=localhost
  : > dated.db
  printf '%s\n' '[ca]' 'default_ca=x' '[x]' 'database=dated.db' 'new_certs_dir=.' 'rand_serial=yes' 'default_md=sha256' \
    'policy=y' 'x509_extensions=z' 'unique_subject=no' '[y]' 'commonName=supplied' '[z]' "$host" \
    'basicConstraints=CA:TRUE' > dated.cnf
  quiet openssl ca -config dated.cnf -selfsign -keyfile "$1.key" -in "$1.csr" -out "$1.crt" -batch -notext \
    -startdate "$2" -enddate "$3"
  serve "$1" "$1" "$1.crt"
}
dated self-signed-expired 20200101000000Z 20210101000000Z
dated self-signed-future 20700101000000Z 20710101000000Z

# Keys and signatures.
issued() {
  issue "$1" "$2" "$3" "$host" "${@:4}"
  serve "$1" "$3" "$1.crt"
}
root rsa 2048
root p256 P-256
root p384 P-384
root p521 P-521
root ed25519 ed25519
root ed448 ed448
root rsa1024 1024
issued rsa-2048 2048 rsa
issued rsa-4096 4096 rsa
issued rsa-sha384 2048 rsa -sha384
issued rsa-sha512 2048 rsa -sha512
issued rsa-pss 2048 rsa -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest
issued rsa-sha1 2048 rsa -sha1
issued rsa-1024-authority 2048 rsa1024
issued p256-sha256 P-256 p256
issued p256-sha384 P-256 p256 -sha384
issued p256-sha512 P-256 p256 -sha512
issued p384-sha256 P-384 p384 -sha256
issued p384-sha384 P-384 p384 -sha384
issued p521-authority P-256 p521
issued p521-leaf P-521 p521
issued p521-under-rsa P-521 rsa
issued ed25519-authority ed25519 ed25519
issued ed448-authority P-256 ed448
issued unknown-authority P-256 rsa
cp stranger.crt unknown-authority.ca
# A server's own certificates, which may issue none: one by each extension.
root own-leaf 2048 -addext basicConstraints=critical,CA:FALSE
root own-no-signing 2048 -addext keyUsage=critical,digitalSignature
issued issued-by-leaf 2048 own-leaf
issued issued-without-key-cert-sign 2048 own-no-signing
issued p384-sha512 P-384 p384 -sha512
issued secp256k1-leaf secp256k1 rsa
issued rsa-pss-key pss rsa
# Without extensions the command makes a certificate of version 1.
plain() {
  key "$1" 2048
  quiet openssl req -new -key "$1.key" -out "$1.csr" -subj /CN=localhost
  quiet openssl x509 -req -in "$1.csr" -days 9 -out "$1.crt" "${@:2}"
}
plain version-1 -signkey version-1.key
issued version-1-authority 2048 version-1
plain version-1-leaf -CA rsa.crt -CAkey rsa.key -set_serial 900
serve version-1-leaf rsa version-1-leaf.crt
plain self-signed-version-1 -signkey self-signed-version-1.key
serve self-signed-version-1 self-signed-version-1 self-signed-version-1.crt
# An authority that was made anew by the same name, of which the client has the former one.
root renewed 2048 -subj "/CN=authority rsa"
issued renewed-authority 2048 renewed
cp rsa.crt renewed-authority.ca
issued p521-sha256 P-256 p521 -sha256
issued p521-sha512 P-256 p521 -sha512

# Chains.
authority=basicConstraints=critical,CA:TRUE
SUBJECT="/CN=with policies" issue policies 2048 rsa "$authority\ncertificatePolicies=critical,2.5.29.32.0"
issue critical-policies 2048 policies "$host"
serve critical-policies rsa critical-policies.crt policies.crt
cp critical-policies.key critical-policies-given.key
serve critical-policies-given policies critical-policies.crt
# long COUNT: a chain with so many certificates between the server's and the root's
long() {
  local above=rsa chain=() name i
  for ((i = 1; i <= $1; i++)); do
    SUBJECT="/CN=$1 deep, $i" issue "deep-$1-$i" P-256 "$above" "$authority"
    above=deep-$1-$i
    chain=("$above.crt" ${chain[@]+"${chain[@]}"}) # Empty, it is unset for the bash of macOS.
  done
  name=intermediates-$1
  issue "$name" P-256 "$above" "$host"
  serve "$name" rsa "$name.crt" "${chain[@]}"
}
long 6
long 7
cp intermediates-7.key intermediates-7-given.key
cp intermediates-7.crt intermediates-7-given.crt
serve intermediates-7-given deep-7-2 intermediates-7-given.crt deep-7-{7,6,5,4,3}.crt
serve unordered rsa intermediates-6.crt deep-6-{1,2,3,4,5,6}.crt
serve intermediate-missing rsa intermediates-6.crt deep-6-{6,5,4,3,2}.crt
serve root-sent rsa rsa-2048.crt rsa.crt
# Issued by an authority that the client is not given, which is given the certificate itself.
issue issued-given P-256 rsa "$host"
serve issued-given issued-given issued-given.crt
# Authorities that may issue less.
SUBJECT="/CN=ends here" issue ends-here P-256 rsa "$authority,pathlen:0"
SUBJECT="/CN=one too many" issue one-too-many P-256 ends-here "$authority"
issue path-length P-256 one-too-many "$host"
serve path-length rsa path-length.crt one-too-many.crt ends-here.crt
SUBJECT="/CN=other names" issue other-names P-256 rsa "$authority\nnameConstraints=critical,permitted;DNS:example.com"
issue name-constraints P-256 other-names "$host"
serve name-constraints rsa name-constraints.crt other-names.crt
# Three certificates of 24 KB each beside those that are needed.
for i in 1 2 3; do
  SUBJECT="/CN=large $i" issue "large-$i" P-256 rsa "$authority\nnsComment=$(printf '%24000s' | tr ' ' x)"
done
issue message-over-64k P-256 rsa "$host"
serve message-over-64k rsa message-over-64k.crt large-{1,2,3}.crt
issue common-name P-256 rsa basicConstraints=CA:FALSE
serve common-name rsa common-name.crt
issue other-host P-256 rsa subjectAltName=DNS:elsewhere.example.com
serve other-host rsa other-host.crt
issue for-an-address P-256 rsa subjectAltName=IP:127.0.0.1
serve for-an-address rsa for-an-address.crt
issue for-clients P-256 rsa "$host\nextendedKeyUsage=clientAuth"
serve for-clients rsa for-clients.crt
issue no-authority P-256 rsa "$host"
SUBJECT="/CN=below" issue issued-by-no-authority P-256 no-authority "$host"
serve issued-by-no-authority rsa issued-by-no-authority.crt no-authority.crt

# Forms of the file that a client is given.
for form in bom utf16 crlf trusted x509-label remarks two der pkcs12 no-base64 no-end empty rejected; do
  serve "file-$form" rsa rsa-2048.crt
  cp rsa-2048.key "file-$form.key"
done
{ printf '\357\273\277'; cat rsa.crt; } > file-bom.ca
{ printf '\377\376'; awk '{ printf "%s\r\n", $0 }' rsa.crt | while IFS= read -r -n1 -d '' c; do printf '%s\0' "$c"; done; } > file-utf16.ca
awk '{ printf "%s\r\n", $0 }' rsa.crt > file-crlf.ca
openssl x509 -in rsa.crt -trustout -addtrust serverAuth -setalias company > file-trusted.ca
openssl x509 -in rsa.crt -trustout -addreject serverAuth > file-rejected.ca
sed 's/CERTIFICATE/X509 CERTIFICATE/' rsa.crt > file-x509-label.ca
{ echo "# the company's authority"; openssl x509 -in rsa.crt -noout -text; cat rsa.crt; } > file-remarks.ca
cat stranger.crt rsa.crt > file-two.ca
openssl x509 -in rsa.crt -outform der -out file-der.ca
openssl pkcs12 -export -in rsa.crt -nokeys -passout pass: -out file-pkcs12.ca
sed '2s/./!/' rsa.crt > file-no-base64.ca
sed '$d' rsa.crt > file-no-end.ca
: > file-empty.ca

# Certificates of clients: certificate and key in one file.
SUBJECT="/CN=a client" issue client 2048 rsa extendedKeyUsage=clientAuth
cat client.crt client.key > client.pem
SUBJECT="/CN=a client" issue client-p521 P-521 p521 extendedKeyUsage=clientAuth
cat client-p521.key client-p521.crt > client-p521.pem
SUBJECT="/CN=a client" issue client-stranger P-256 stranger extendedKeyUsage=clientAuth
cat client-stranger.crt client-stranger.key > client-stranger.pem
# Without extensions, of version 1.
key client-version-1 P-256
quiet openssl req -new -key client-version-1.key -out client-version-1.csr -subj "/CN=an old client"
quiet openssl x509 -req -in client-version-1.csr -CA rsa.crt -CAkey rsa.key -set_serial 901 -days 9 -out client-version-1.crt
cat client-version-1.crt client-version-1.key > client-version-1.pem
cat client-version-1.crt client.key > client-version-1-mismatch.pem
cat client.crt client-p521.key > client-mismatch.pem
cat client.crt > client-no-key.pem
cat client.key > client-no-certificate.pem
{ cat client.crt; openssl pkey -in client.key -aes256 -passout pass:secret; } > client-encrypted.pem
{ cat client.crt; openssl pkey -in client.key -traditional -aes256 -passout pass:secret; } > client-encrypted-old.pem
{ cat client.crt; openssl rsa -in client.key -traditional 2> openssl.log; } > client-pkcs1.pem
{ printf '\357\273\277'; cat client.pem; } > client-bom.pem
cat rsa.crt p521.crt > clients.ca
