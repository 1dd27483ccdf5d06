// `rolecall token mint` and `rolecall token decode`.
#include <boost/json.hpp>
#include <istream>
#include <iterator>
#include <ostream>

#include "cli/frame/cluster_flags.h"
#include "cli/identity/commands.h"
#include "cli/plane/plane_client.h"
#include "crypto/jwt.h"
#include "kube/client/tokens.h"

namespace rolecall::cli {
namespace {

class TokenMintCommand final : public Command {
 public:
  std::string name() const override { return "token mint"; }
  std::string summary() const override { return "Print a fresh service account token of the plane, or of a cluster"; }
  std::string usage() const override { return "[options] --service-account NS/NAME"; }
  std::string details() const override {
    return "The token is the plane's embedded issuer's; with -kubernetes the cluster's API server makes it\n"
           "(TokenRequest), as the kubelet lets it make those of pods. With -pod it ends with that pod.";
  }
  void Declare(Flags& flags) override {
    flags.Text("service-account", "NS/NAME", &account_, "The service account");
    flags.Text("audience", "AUDIENCE", &audience_, "Who the token is for [sts.amazonaws.com]");
    flags.Number("expiration", "SECONDS", &expiration_, "Lifetime, at least 600 [3600]");
    flags.Text("endpoint", "URL", &endpoint_, "The identity plane [AWS_ENDPOINT_URL]");
    cluster_.Declare(flags, "Ask this cluster's API server");
    flags.Text("pod", "NAME", &pod_, "The pod that the token is bound to");
  }
  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (!positional.empty()) return FailUsage(context, *this, "unexpected argument " + positional.front());
    const std::optional<kube::ServiceAccountName> account = kube::ParseServiceAccountName(account_);
    if (!account) return FailUsage(context, *this, "--service-account NAMESPACE/NAME is missing or not of that form");
    const Result<Secret> token = cluster_.given ? FromCluster(context, *account) : FromPlane(context, *account);
    if (!token.ok()) return Fail(context, token.error().message);
    context.out << token->Reveal() << "\n";
    return kExitOk;
  }

 private:
  Result<Secret> FromPlane(CommandContext& context, const kube::ServiceAccountName& account) const {
    ROLECALL_TRY(std::unique_ptr<PlaneClient> plane, PlaneClient::Connect(context, endpoint_));
    return plane->RequestToken({account, audience_, std::chrono::seconds(expiration_), pod_});
  }

  Result<Secret> FromCluster(CommandContext& context, const kube::ServiceAccountName& account) const {
    ROLECALL_TRY(std::unique_ptr<kube::ApiClient> api, cluster_.Connect(context));
    kube::TokenOrder order{.audiences = {audience_}, .expiration = expiration_, .bound_to = std::nullopt};
    if (!pod_.empty()) order.bound_to = kube::BoundObject{"Pod", pod_, ""};
    kube::ApiResult<kube::IssuedToken> issued = kube::RequestToken(*api, account.first, account.second, order);
    if (!issued.ok()) return issued.error().error;
    return std::move(issued->token);
  }

  std::string account_;
  std::string audience_ = "sts.amazonaws.com";
  int expiration_ = 3600;
  std::string endpoint_, pod_;
  ClusterFlags cluster_;
};

// What the times of a token mean, one line each.
void WriteTimes(std::ostream& out, const boost::json::object& claims, const Clock& clock) {
  const std::int64_t now = UnixSeconds(clock.Now());
  for (const char* name : {"iat", "nbf", "exp"}) {
    const boost::json::value* claim = claims.if_contains(name);
    if (claim == nullptr || !claim->is_int64()) continue;
    const std::int64_t distance = claim->as_int64() - now;
    out << name << ": " << FormatIso8601(FromUnixSeconds(claim->as_int64())) << " ("
        << (distance < 0 ? std::to_string(-distance) + " s ago" : "in " + std::to_string(distance) + " s") << ")\n";
  }
}

class TokenDecodeCommand final : public Command {
 public:
  std::string name() const override { return "token decode"; }
  std::string summary() const override { return "Show the header and the claims of a token, unverified"; }
  std::string usage() const override { return "[-json] [FILE]"; }
  std::string details() const override {
    return "Reads the token from the file, or from standard input. Its signature is not checked.";
  }
  void Declare(Flags& flags) override { flags.Switch("json", &json_, "Print one JSON object"); }
  int Run(CommandContext& context, const std::vector<std::string>& positional) override {
    if (positional.size() > 1) return FailUsage(context, *this, "name one file at most");
    std::string text;
    if (positional.empty() || positional.front() == "-") {
      text.assign(std::istreambuf_iterator<char>(context.in), std::istreambuf_iterator<char>());
    } else {
      Result<std::string> read = context.files.Read(positional.front(), 2 * crypto::kMaxJwtBytes);
      if (!read.ok() && positional.front().starts_with("eyJ")) {
        // Not repeated: it may be good for a day, and what is written here goes into logs.
        return Fail(context,
                    "the argument is a token, not a file; other processes can see it there: give it on standard input");
      }
      if (!read.ok()) return Fail(context, read.error().message);
      text = *std::move(read);
    }
    const std::size_t end = text.find_last_not_of(" \r\n\t");
    text.resize(end == std::string::npos ? 0 : end + 1);
    const Result<crypto::Jwt> token = crypto::Jwt::Parse(text);
    if (!token.ok()) return Fail(context, token.error().message);
    if (json_) {
      context.out << boost::json::serialize(
                         boost::json::object{{"header", token->header()}, {"claims", token->claims()}})
                  << "\n";
      return kExitOk;
    }
    context.out << "header: " << boost::json::serialize(token->header())
                << "\nclaims: " << boost::json::serialize(token->claims()) << "\n";
    WriteTimes(context.out, token->claims(), context.clock);
    return kExitOk;
  }

 private:
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> MakeTokenMintCommand() { return std::make_unique<TokenMintCommand>(); }
std::unique_ptr<Command> MakeTokenDecodeCommand() { return std::make_unique<TokenDecodeCommand>(); }

}  // namespace rolecall::cli
