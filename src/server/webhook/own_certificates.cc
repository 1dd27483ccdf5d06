#include "server/webhook/own_certificates.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "base/ip_address.h"
#include "crypto/certificate.h"
#include "crypto/issue_certificate.h"
#include "crypto/key.h"

namespace rolecall::server {
namespace {

using std::chrono::days;

constexpr std::size_t kMaxFile = 64u << 10;
constexpr days kCaLife(3650), kSuccessorIsMade(365), kSuccessorSigns(100);
constexpr days kServingLife(90), kServingIsRenewed(30);
constexpr std::chrono::minutes kClockSkew(5);

// Addresses in the one form that they have as text.
std::set<std::string> Names(const std::vector<std::string>& dns_names, const std::vector<std::string>& more = {}) {
  std::set<std::string> names;
  for (const std::vector<std::string>* list : {&dns_names, &more}) {
    for (const std::string& name : *list) {
      const std::optional<IpAddress> address = ParseIpAddress(name);
      names.insert(address ? address->Text() : name);
    }
  }
  return names;
}

}  // namespace

struct OwnCertificates::Ca {
  crypto::Certificate certificate;
  crypto::PrivateKey key;
};

Result<void> OwnCertificates::Renew() {
  ROLECALL_RETURN_IF_ERROR(files_.MakeDirectories(options_.directory, true));
  ROLECALL_TRY(const Ca ca, CurrentCa());
  ROLECALL_RETURN_IF_ERROR(WriteBundle(ca));
  if (IsServingGood(ca)) return {};
  return RenewServing(ca);
}

Result<std::string> OwnCertificates::CaBundle() const { return files_.Read(Path("ca.crt"), kMaxFile); }

Result<std::optional<OwnCertificates::Ca>> OwnCertificates::ReadCa(const char* name) const {
  if (!files_.Exists(Path(name))) return std::optional<Ca>();
  ROLECALL_TRY(std::string text, files_.Read(Path(name), kMaxFile));
  const Secret pem(std::move(text));
  Result<std::vector<crypto::Certificate>> read = crypto::ParseCertificates(pem.Reveal());
  Result<crypto::PrivateKey> key = crypto::PrivateKey::FromPem(pem);
  if (!read.ok() || !key.ok()) {
    return Error{ErrorCode::kDataLoss, Path(name) + ": no CA's key and certificate; move it away to begin anew"};
  }
  return std::optional<Ca>(Ca{std::move(read->front()), *std::move(key)});
}

Result<OwnCertificates::Ca> OwnCertificates::MakeCa(const char* name) {
  ROLECALL_TRY(crypto::PrivateKey key, crypto::PrivateKey::Generate(crypto::KeyKind::kP256));
  const Time now = clock_.Now();
  ROLECALL_TRY(const std::string pem, crypto::IssueCa({.common_name = "rolecall webhook CA " + FormatIso8601(now),
                                                       .not_before = now - kClockSkew,
                                                       .not_after = now + kCaLife},
                                                      key));
  const Secret both(std::string(key.ToPem().Reveal()) + pem);
  ROLECALL_RETURN_IF_ERROR(files_.Write(Path(name), both.Reveal(), FileMode::kPrivate));
  ROLECALL_TRY(std::vector<crypto::Certificate> made, crypto::ParseCertificates(pem));
  return Ca{std::move(made.front()), std::move(key)};
}

Result<OwnCertificates::Ca> OwnCertificates::CurrentCa() {
  ROLECALL_TRY(std::optional<Ca> current, ReadCa("ca.pem"));
  if (!current) return MakeCa("ca.pem");
  const auto left = current->certificate.not_after - clock_.Now();
  if (left > kSuccessorIsMade) return *std::move(current);
  ROLECALL_TRY(std::optional<Ca> next, ReadCa("ca-next.pem"));
  if (!next) {
    ROLECALL_TRY(Ca made, MakeCa("ca-next.pem"));
    next = std::move(made);
  }
  if (left > kSuccessorSigns) return *std::move(current);
  const Secret both(std::string(next->key.ToPem().Reveal()) + next->certificate.pem);
  ROLECALL_RETURN_IF_ERROR(files_.Write(Path("ca.pem"), both.Reveal(), FileMode::kPrivate));
  ROLECALL_RETURN_IF_ERROR(files_.Remove(Path("ca-next.pem")));
  return *std::move(next);
}

Result<void> OwnCertificates::WriteBundle(const Ca& ca) {
  std::string bundle = ca.certificate.pem;
  ROLECALL_TRY(const std::optional<Ca> next, ReadCa("ca-next.pem"));
  if (next) bundle += next->certificate.pem;
  const Result<std::string> there = files_.Read(Path("ca.crt"), kMaxFile);
  if (there.ok() && *there == bundle) return {};
  return files_.Write(Path("ca.crt"), bundle, FileMode::kPublic);
}

// What cannot be read of it, or does not belong together, is made anew.
bool OwnCertificates::IsServingGood(const Ca& ca) {
  const Result<std::string> cert_text = files_.Read(cert_file(), kMaxFile);
  Result<std::string> key_text = files_.Read(key_file(), kMaxFile);
  if (!cert_text.ok() || !key_text.ok()) return false;
  const Result<std::vector<crypto::Certificate>> read = crypto::ParseCertificates(*cert_text);
  const Result<crypto::PublicKey> certified = crypto::PublicKey::FromPem(*cert_text);
  const Result<crypto::PrivateKey> key = crypto::PrivateKey::FromPem(Secret(*std::move(key_text)));
  if (!read.ok() || !certified.ok() || !key.ok() || certified->ToDer() != key->public_key().ToDer()) return false;
  const crypto::Certificate& serving = read->front();
  const Time now = clock_.Now();
  if (Names(serving.dns_names, serving.ip_addresses) != Names(options_.names) ||
      !crypto::IsIssuedBy(serving, ca.certificate) || serving.not_before > now ||
      serving.not_after - now <= kServingIsRenewed) {
    return false;
  }
  not_after_ = serving.not_after;
  return true;
}

Result<void> OwnCertificates::RenewServing(const Ca& ca) {
  const Time now = clock_.Now();
  crypto::NewCertificate wanted{.common_name = "rolecall webhook",
                                .not_before = now - kClockSkew,
                                .not_after = std::min<Time>(now + kServingLife, ca.certificate.not_after)};
  for (const std::string& name : options_.names) {
    (ParseIpAddress(name) ? wanted.ip_addresses : wanted.dns_names).push_back(name);
  }
  ROLECALL_TRY(const crypto::PrivateKey key, crypto::PrivateKey::Generate(crypto::KeyKind::kP256));
  ROLECALL_TRY(const std::string pem, crypto::IssueServer(wanted, key.public_key(), ca.certificate.pem, ca.key));
  // A server that looks between the two writes keeps what it has: they do not belong together.
  ROLECALL_RETURN_IF_ERROR(files_.Write(key_file(), key.ToPem().Reveal(), FileMode::kPrivate));
  ROLECALL_RETURN_IF_ERROR(files_.Write(cert_file(), pem, FileMode::kPublic));
  not_after_ = wanted.not_after;
  return {};
}

}  // namespace rolecall::server
