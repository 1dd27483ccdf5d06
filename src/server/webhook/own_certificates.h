// The webhook's own certificates: a small CA, and the serving certificate that it signs, so that no cert-manager is
// needed. The API server trusts what `ca.crt` holds (caBundle).
//
//   OwnCertificates certificates({.directory = "/var/lib/rolecall/webhook", .names = {"hook.ns.svc"}}, files, clock);
//   ROLECALL_RETURN_IF_ERROR(certificates.Renew());       // at the start, and then every hour
//
// Files: ca.pem (the CA's key and certificate, 0600), ca.crt (what the API server must trust), tls.crt, tls.key (0600).
// The serving certificate lives 90 days and is made anew with 30 left, or when its names are not the wanted ones; the
// server takes a new one without a restart. The CA lives ten years. With a year left its successor is made
// (ca-next.pem) and stands in ca.crt too; it signs from 100 days before the old one's end: meanwhile the new caBundle
// can be applied. One process for each directory. Threads: Renew() from any, one after the other.
#ifndef ROLECALL_SERVER_WEBHOOK_OWN_CERTIFICATES_H_
#define ROLECALL_SERVER_WEBHOOK_OWN_CERTIFICATES_H_

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/result.h"

namespace rolecall::server {

class OwnCertificates {
 public:
  struct Options {
    std::string directory;
    std::vector<std::string> names;  // DNS names and IP addresses of the webhook; at least one
  };

  OwnCertificates(Options options, FileSystem& files, const Clock& clock)
      : options_(std::move(options)), files_(files), clock_(clock) {}

  // Makes what is missing or due. What cannot be read is not overwritten: an error names it.
  Result<void> Renew();
  // The PEM certificates that the API server must trust; after Renew().
  Result<std::string> CaBundle() const;
  // When the serving certificate ends; after Renew().
  Time not_after() const { return not_after_; }
  std::string cert_file() const { return Path("tls.crt"); }
  std::string key_file() const { return Path("tls.key"); }

 private:
  struct Ca;

  std::string Path(const char* name) const { return JoinPath(options_.directory, name); }
  // Nothing if the file is not there.
  Result<std::optional<Ca>> ReadCa(const char* name) const;
  Result<Ca> MakeCa(const char* name);
  Result<Ca> CurrentCa();
  Result<void> WriteBundle(const Ca& ca);
  Result<void> RenewServing(const Ca& ca);
  bool IsServingGood(const Ca& ca);

  const Options options_;
  FileSystem& files_;
  const Clock& clock_;
  Time not_after_;
};

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_WEBHOOK_OWN_CERTIFICATES_H_
