package secure

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509/pkix"
	"encoding/asn1"
	"hash"
)

// maxRounds bounds how often a passphrase is hashed, which a key says by itself.
const maxRounds = 1 << 20

// encrypted is EncryptedPrivateKeyInfo with PBES2 (RFC 8018).
type encrypted struct {
	Algorithm struct {
		ID     asn1.ObjectIdentifier
		Params struct {
			Derivation struct {
				ID     asn1.ObjectIdentifier
				Params derivation
			}
			Cipher struct {
				ID asn1.ObjectIdentifier
				IV []byte
			}
		}
	}
	Data []byte
}

type derivation struct {
	Salt   []byte
	Rounds int
	Length int                      `asn1:"optional"`
	Hash   pkix.AlgorithmIdentifier `asn1:"optional"`
}

const (
	oidPBES2  = "1.2.840.113549.1.5.13"
	oidPBKDF2 = "1.2.840.113549.1.5.12"
)

var derivationHashes = map[string]func() hash.Hash{
	"":                    sha1.New,
	"1.2.840.113549.2.7":  sha1.New,
	"1.2.840.113549.2.8":  sha256.New224,
	"1.2.840.113549.2.9":  sha256.New,
	"1.2.840.113549.2.10": sha512.New384,
	"1.2.840.113549.2.11": sha512.New,
}

var keyCiphers = map[string]struct {
	size int
	open func([]byte) (cipher.Block, error)
}{
	"2.16.840.1.101.3.4.1.2":  {16, aes.NewCipher},
	"2.16.840.1.101.3.4.1.22": {24, aes.NewCipher},
	"2.16.840.1.101.3.4.1.42": {32, aes.NewCipher},
	"1.2.840.113549.3.7":      {24, des.NewTripleDESCipher},
}

// decryptPKCS8 opens a private key that is encrypted in today's form.
func decryptPKCS8(der []byte, passphrase *string) ([]byte, error) {
	if passphrase == nil {
		return nil, errBadDecrypt
	}
	var e encrypted
	if _, err := asn1.Unmarshal(der, &e); err != nil {
		return nil, errNoKey
	}
	by, with := e.Algorithm.Params.Derivation, e.Algorithm.Params.Cipher
	hash := derivationHashes[by.Params.Hash.Algorithm.String()]
	kind, known := keyCiphers[with.ID.String()]
	if e.Algorithm.ID.String() != oidPBES2 || by.ID.String() != oidPBKDF2 || hash == nil || !known {
		return nil, errNoKey
	}
	if by.Params.Rounds < 1 || by.Params.Rounds > maxRounds {
		return nil, errNoKey
	}
	key, err := pbkdf2.Key(hash, *passphrase, by.Params.Salt, by.Params.Rounds, kind.size)
	if err != nil {
		return nil, errNoKey
	}
	block, err := kind.open(key)
	if err != nil || len(with.IV) != block.BlockSize() || len(e.Data) == 0 || len(e.Data)%block.BlockSize() != 0 {
		return nil, errNoKey
	}
	plain := make([]byte, len(e.Data))
	cipher.NewCBCDecrypter(block, with.IV).CryptBlocks(plain, e.Data)
	pad := int(plain[len(plain)-1])
	if pad < 1 || pad > block.BlockSize() {
		return nil, errBadDecrypt
	}
	for _, b := range plain[len(plain)-pad:] {
		if int(b) != pad {
			return nil, errBadDecrypt
		}
	}
	return plain[:len(plain)-pad], nil
}
