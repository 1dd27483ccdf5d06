#include "providers/tls/key_attributes.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "crypto/certificates/ssh_key.h"
#include "crypto/digest.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::tls {
namespace {

using value::Value;

// White space as Unicode has it, in UTF-8.
constexpr std::array<std::string_view, 25> kSpaces = {
    "\t",     "\n",     "\v",     "\f",     "\r",     " ",      "\u0085", "\u00a0", "\u1680",
    "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008",
    "\u2009", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};

std::string_view WithoutSpaces(std::string_view text) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view space : kSpaces) {
      if (text.starts_with(space)) {
        text.remove_prefix(space.size());
        again = true;
      } else if (text.ends_with(space)) {
        text.remove_suffix(space.size());
        again = true;
      }
    }
  }
  return text;
}

bool IsLetterOrSpace(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' '; }

// The label of "-----BEGIN LABEL-----" or END: letters and spaces.
bool IsLine(std::string_view line, std::string_view begin) {
  constexpr std::string_view kEnd = "-----";
  if (!line.starts_with(begin) || !line.ends_with(kEnd) || line.size() <= begin.size() + kEnd.size()) return false;
  line.remove_prefix(begin.size());
  line.remove_suffix(kEnd.size());
  return std::ranges::all_of(line, IsLetterOrSpace);
}

bool IsPem(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  const std::size_t first = text.find('\n');
  const std::size_t last = text.rfind('\n');
  return first != std::string_view::npos && last > first + 1 && IsLine(text.substr(0, first), "-----BEGIN ") &&
         IsLine(text.substr(last + 1), "-----END ");
}

}  // namespace

void AddPublicKeySchema(engine::BlockSchema& block) {
  for (const char* name :
       {"id", "public_key_fingerprint_md5", "public_key_fingerprint_sha256", "public_key_openssh", "public_key_pem"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
  }
}

void SetPublicKey(const crypto::CertificateKey& key, Object& state) {
  if (state.Has("id")) state.SetText("id", IdOf(key.PublicDer()));
  state.SetText("public_key_pem", key.PublicPem());
  state.SetText("public_key_openssh", crypto::AuthorizedKey(key));
  state.SetText("public_key_fingerprint_md5", crypto::Md5Fingerprint(key));
  state.SetText("public_key_fingerprint_sha256", crypto::Sha256Fingerprint(key));
}

std::string AlgorithmName(const crypto::CertificateKey& key) {
  switch (key.kind()) {
    case crypto::CertificateKey::Kind::kRsa: return "RSA";
    case crypto::CertificateKey::Kind::kEcdsa: return "ECDSA";
    case crypto::CertificateKey::Kind::kEd25519: break;
  }
  return "ED25519";
}

void AddPrivateKeySchema(engine::BlockSchema& block, const std::string& name) {
  block.attributes[name] = TextAttribute(Use::kOptional);
  block.attributes[name].sensitive = true;
  block.attributes[name + "_wo"] = block.attributes[name];
  block.attributes[name + "_wo"].write_only = true;
  block.attributes[name + "_wo_version"] = NumberAttribute(Use::kOptional);
}

void AddPrivateKeyRules(Rules& rules, const std::string& name) {
  rules.emplace(name, ForceNewPem());
  rules.emplace(name + "_wo_version", ForceNew());
}

void ValidatePrivateKey(const Object& config, const std::string& name, Problems& problems) {
  const std::string secret = name + "_wo", version = secret + "_version";
  const Value &given = config.Get(name), &hidden = config.Get(secret), &number = config.Get(version);
  const bool are_known = given.IsKnown() && hidden.IsKnown();
  if ((are_known && given.IsNull() == hidden.IsNull())) {
    problems.push_back({name, "Exactly one of these attributes must be configured: [" + name + "," + secret + "]"});
  }
  if (hidden.IsKnown() && number.IsKnown() && hidden.IsNull() != number.IsNull()) {
    problems.push_back({secret, "These attributes must be configured together: [" + secret + "," + version + "]"});
  }
}

Result<crypto::CertificateKey> ReadPrivateKey(const Object& config, const Object& state, const std::string& name) {
  const std::string hidden = name + "_wo";
  auto key = crypto::CertificateKey::FromPem(Secret(config.IsSet(hidden) ? config.Text(hidden) : state.Text(name)));
  if (key.ok()) return key;
  return Error{key.error().code, "Failed to parse private key PEM: " + key.error().message};
}

Rule ForceNewPem() {
  Rule rule;
  rule.replaces = [](const std::string& before, const std::string&) { return IsPem(before); };
  return rule;
}

std::string IdOf(std::string bytes) { return crypto::Sha1Hex(WithoutSpaces(bytes)); }

void ValidateOneOf(const Value& given, const std::string& attribute, const std::vector<std::string>& values,
                   Problems& problems) {
  if (!given.IsKnown() || given.IsNull() || std::ranges::find(values, given.AsString()) != values.end()) return;
  std::string list;
  for (const std::string& value : values) list += (list.empty() ? "\"" : " \"") + value + "\"";
  problems.push_back({attribute.substr(0, attribute.find('[')), "Attribute " + attribute + " value must be one of: [" +
                                                                    list + "], got: \"" + given.AsString() + "\""});
}

Error NoImport() {
  return {ErrorCode::kInvalidArgument,
          "Resource Import Not Implemented: this resource does not support import. Make it anew, or write its state."};
}

}  // namespace rolecall::providers::tls
