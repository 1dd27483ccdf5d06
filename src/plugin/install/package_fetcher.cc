#include "plugin/install/package_fetcher.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

#include "plugin/install/package_answers.h"
#include "plugin/install/package_hash.h"

namespace rolecall::plugin {
namespace {

// The largest package today has 0.2 GB.
constexpr std::size_t kMaxArchive = 1u << 30;

bool IsHashKind(const std::string& hash) { return hash.starts_with("h1:") || hash.starts_with("zh:"); }

// What a mirror says of it: one of the checksums of a kind that we know must be right.
Result<Authentication> CheckHashes(const std::vector<std::string>& hashes, const FetchedPackage& package) {
  std::vector<std::string> known;
  std::copy_if(hashes.begin(), hashes.end(), std::back_inserter(known), IsHashKind);
  if (known.empty()) {
    return Error{ErrorCode::kDataLoss,
                 "this version of Rolecall does not support any of the checksum formats given for this provider"};
  }
  const auto fits = [&](const std::string& hash) { return hash == package.h1 || hash == package.zh; };
  if (std::any_of(known.begin(), known.end(), fits)) return Authentication{Authentication::Kind::kChecksum};
  if (known.size() == 1) {
    return Error{ErrorCode::kDataLoss, "provider package doesn't match the expected checksum \"" + known[0] + "\""};
  }
  return Error{ErrorCode::kDataLoss, "provider package doesn't match the any of the expected checksums"};
}

Result<void> CheckSums(const PackageOffer& offer) {
  const std::string sum = SumOf(offer.proof.sums, offer.file_name);
  if (sum.empty()) {
    return Error{ErrorCode::kDataLoss, "checksum list has no SHA-256 hash for \"" + offer.file_name + "\""};
  }
  if (sum == offer.proof.sha256) return {};
  return Error{ErrorCode::kDataLoss,
               "checksum list has unexpected SHA-256 hash " + sum + " (expected " + offer.proof.sha256 + ")"};
}

}  // namespace

std::string Authentication::Shown() const {
  switch (kind) {
    case Kind::kNone: return "unauthenticated";
    case Kind::kChecksum: return "verified checksum";
    case Kind::kUnsigned: return "signing skipped";
    case Kind::kSigned: return "signed, key ID " + key_id;
  }
  return "unauthenticated";
}

Result<std::string> PackageFetcher::Download(const PackageOffer& offer, const PrivateFolder& staging) {
  if (reader_ == nullptr) {
    return Error{ErrorCode::kUnimplemented, "nothing is downloaded here"};
  }
  const std::string path = staging.Inside("package.zip");
  std::ofstream file;
  const auto sink = [&](std::string_view piece) {
    if (piece.empty()) {  // another try
      if (file.is_open()) file.close();
      file.open(path, std::ios::binary | std::ios::trunc);
      return file.good();
    }
    file.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    return file.good();
  };
  ROLECALL_TRY(const registry::Answer answer, reader_->Download(offer.location, sink, kMaxArchive));
  file.close();
  if (answer.response.status == 200 && file.good()) return path;
  if (answer.response.status == 200) return Error{ErrorCode::kUnavailable, "cannot write " + path};
  return Error{ErrorCode::kUnavailable,
               "unsuccessful request to its address: status " + std::to_string(answer.response.status)};
}

Result<void> PackageFetcher::CheckSigned(const Proof& proof, Authentication& authentication) const {
  Result<Signer> signer = CheckSignature(proof.sums, proof.signature, proof.keys, options_.tools);
  if (signer.ok() && signer->is_expired && options_.refuses_expired_keys) {
    signer = Error{ErrorCode::kDataLoss, "authentication signature from unknown issuer"};
  }
  if (!signer.ok()) {
    return Error{signer.error().code == ErrorCode::kUnimplemented ? ErrorCode::kUnimplemented : ErrorCode::kDataLoss,
                 "the provider is not signed with a valid signing key; please contact the provider author (" +
                     signer.error().message + ")"};
  }
  authentication.kind = Authentication::Kind::kSigned;
  authentication.key_id = signer->key_id;
  authentication.is_key_expired = signer->is_expired;
  return {};
}

Result<Authentication> PackageFetcher::Authenticate(const PackageOffer& offer, const std::string& zh) const {
  const Proof& proof = offer.proof;
  Authentication authentication;
  if (!proof.is_registry) return authentication;
  ROLECALL_RETURN_IF_ERROR(CheckSums(offer));
  if (zh != "zh:" + proof.sha256) {
    return Error{ErrorCode::kDataLoss, "archive has incorrect checksum " + zh + " (expected zh:" + proof.sha256 + ")"};
  }
  // A registry that has a key is held to it; one that has none, only where that is known to be so.
  if (proof.keys.empty() && proof.may_be_unsigned && !options_.wants_signatures) {
    authentication.kind = Authentication::Kind::kUnsigned;
  } else {
    ROLECALL_RETURN_IF_ERROR(CheckSigned(proof, authentication));
  }
  authentication.hashes = HashesOfSums(proof.sums);
  return authentication;
}

Result<FetchedPackage> PackageFetcher::FetchArchive(const PackageOffer& offer, const PrivateFolder& staging) {
  FetchedPackage package;
  package.archive = offer.location;
  if (offer.kind == PackageOffer::Kind::kUrl) {
    ROLECALL_TRY(package.archive, Download(offer, staging));
  }
  ROLECALL_TRY(package.zh, HashArchive(package.archive));
  ROLECALL_TRY(package.authentication, Authenticate(offer, package.zh));
  return package;
}

Result<FetchedPackage> PackageFetcher::Fetch(const PackageOffer& offer, const PrivateFolder& staging) {
  FetchedPackage package;
  if (offer.kind == PackageOffer::Kind::kFolder) {
    package.folder = offer.location;
  } else {
    ROLECALL_TRY(package, FetchArchive(offer, staging));
    package.folder = staging.Inside("package");
    std::error_code error;
    std::filesystem::create_directory(package.folder, error);
    if (error) return Error{ErrorCode::kUnavailable, "cannot make " + package.folder + ": " + error.message()};
    ROLECALL_RETURN_IF_ERROR(options_.unpack(package.archive, package.folder));
  }
  ROLECALL_TRY(package.h1, HashDirectory(package.folder));
  if (!offer.proof.hashes.empty()) {
    ROLECALL_TRY(package.authentication, CheckHashes(offer.proof.hashes, package));
  }
  return package;
}

}  // namespace rolecall::plugin
