#include "services/forward/forward.h"

#include <algorithm>
#include <map>

#include "aws/sigv4/sigv4.h"
#include "base/text.h"
#include "http/origin.h"
#include "services/authorize.h"
#include "services/forward/input.h"
#include "services/forward/operation.h"
#include "services/forward/outgoing.h"
#include "services/forward/questions.h"
#include "services/forward/refusals.h"
#include "services/forward/streams.h"
#include "services/s3/wire/request.h"

namespace rolecall::services::forward {
namespace {

// All that the services of one plane share.
struct Shared {
  aws::Credentials credentials;
  aws::SigningKeys keys;
  std::function<void(std::string_view)> on_unknown_resource;
  std::map<std::string, std::unique_ptr<http::Origin>, std::less<>> origins;  // by URL
};

bool MayStream(const Operation& operation) {
  return operation.protocol == aws::Protocol::kS3 && (operation.name == "PutObject" || operation.name == "UploadPart");
}

// The namespace of errors of Query services.
std::string_view NamespaceOfErrors(std::string_view signing) {
  for (const Api* api : ServiceTable::Get().Find(signing)) {
    if (!api->xml_namespace.empty()) return api->xml_namespace;
  }
  return "";
}

class ForwardedService final : public Service {
 public:
  ForwardedService(std::string signing, std::shared_ptr<Shared> shared, http::Origin& origin)
      : signing_(std::move(signing)), shared_(std::move(shared)), origin_(origin) {}

  std::string_view name() const override { return signing_; }
  aws::Protocol protocol() const override { return ServiceTable::Get().Find(signing_).front()->protocols.front(); }
  aws::Protocol ProtocolOf(const http::Request& request) const override { return ProtocolOfRequest(signing_, request); }
  bool is_forwarded() const override { return true; }

  http::Response Handle(Call& call) override {
    const aws::Protocol asked_in = ProtocolOf(call.request);
    if (call.caller.anonymous()) return Refuse(call, asked_in, MissingAuthentication(asked_in));
    const std::string host_bucket = HostBucket(call);
    Checked<Operation> operation = FindOperation(signing_, call.request, host_bucket);
    if (!operation.ok()) return Refuse(call, asked_in, operation.error());
    call.audit.operation = std::string(operation->name);
    if (auto refused = AuthorizeAll(call, *operation)) return Refuse(call, operation->protocol, *refused);
    return Send(call, *operation, host_bucket);
  }

 private:
  // Of S3, what Host says of the bucket: whoever is behind has another name. (S3 Control's says an account.)
  std::string HostBucket(const Call& call) const {
    if (signing_ != "s3" || call.request.path().starts_with("/v20180820/")) return "";
    return call.host_label.empty() ? s3::wire::BucketOfHost(call.request.headers.Get("Host")) : call.host_label;
  }

  http::Response Refuse(Call& call, aws::Protocol protocol, const aws::ErrorShape& error) const {
    call.audit.Fail(error.code, error.message);
    return aws::ErrorResponse(protocol, error,
                              {.xml_namespace = NamespaceOfErrors(signing_),
                               .request_id = call.request_id,
                               .resource = call.request.path(),
                               .head_request = call.request.method == "HEAD"});
  }

  std::optional<aws::ErrorShape> AuthorizeAll(Call& call, const Operation& operation) const {
    if (call.request.incoming != nullptr && !MayStream(operation)) {
      return aws::ErrorShape{400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size"};
    }
    ROLECALL_TRY(const Input input, ReadInput(operation, call.request.body));
    const Asked asked = QuestionsOf(operation, input, call.request, {call.region, call.own_account()});
    if (asked.questions.size() > kMostQuestions) {
      return aws::ErrorShape{400, "ValidationException",
                             "The request names more resources than can be authorized at once."};
    }
    for (const Question& question : asked.questions) {
      if (auto denied = Authorize(call, question)) {
        return DenialAsSent(*std::move(denied), operation.protocol, signing_);
      }
    }
    if (!asked.is_resource_known && shared_->on_unknown_resource) shared_->on_unknown_resource(signing_);
    return std::nullopt;
  }

  http::Response Send(Call& call, const Operation& operation, const std::string& host_bucket) const {
    Checked<Outgoing> outgoing =
        MakeOutgoing(call, operation, host_bucket, {origin_.authority(), shared_->credentials, shared_->keys});
    if (!outgoing.ok()) return Refuse(call, operation.protocol, outgoing.error());
    http::OriginRequest request{.method = call.request.method,
                                .target = outgoing->target,
                                .headers = &outgoing->headers,
                                .body = call.request.body};
    std::optional<VerifiedBody> verified;
    if (call.request.incoming != nullptr) StreamBody(call.request, request, verified);
    Result<http::Response> answer = origin_.Send(request);
    if (!answer.ok()) return Unanswered(call, operation.protocol, answer.error());
    if (answer->status >= 400) call.audit.error_code = "HTTP" + std::to_string(answer->status);
    answer->headers = IncomingHeaders(answer->headers);
    return *std::move(answer);
  }

  static void StreamBody(const http::Request& from, http::OriginRequest& request,
                         std::optional<VerifiedBody>& verified) {
    request.source = from.incoming;
    request.source_bytes = ParseInt<std::uint64_t>(from.headers.Get("Content-Length"));
    const std::string hash(from.headers.Get("x-amz-content-sha256"));
    // Words of S3 promise no hash.
    if (hash.size() == 64) request.source = &verified.emplace(*from.incoming, hash);
  }

  http::Response Unanswered(Call& call, aws::Protocol protocol, const Error& error) const {
    // The client's own body was not what it said.
    if (error.code == ErrorCode::kDataLoss) {
      return Refuse(call, protocol,
                    {400, "XAmzContentSHA256Mismatch",
                     "The provided 'x-amz-content-sha256' header does not match what was computed."});
    }
    http::Response response = Refuse(call, protocol, UnreachableShape(error, protocol));
    // Why, for the operator: names of hosts are his.
    call.audit.error_message = error.message;
    return response;
  }

  const std::string signing_;
  const std::shared_ptr<Shared> shared_;
  http::Origin& origin_;
};

}  // namespace

Result<std::vector<std::unique_ptr<Service>>> MakeForwarded(const ForwardSettings& settings) {
  const auto shared = std::make_shared<Shared>();
  shared->credentials = settings.credentials;
  shared->on_unknown_resource = settings.on_unknown_resource;
  std::vector<std::unique_ptr<Service>> services;
  for (const Api& api : ServiceTable::Get().apis()) {
    const std::string url(settings.targets.For(api.signing));
    const bool is_there = std::ranges::any_of(services, [&](const auto& one) { return one->name() == api.signing; });
    if (url.empty() || is_there || std::ranges::count(settings.own, api.signing) > 0) continue;
    std::unique_ptr<http::Origin>& origin = shared->origins[url];
    if (origin == nullptr) {
      ROLECALL_TRY(origin, http::Origin::Make({.url = url, .timeout = settings.timeout}));
    }
    services.push_back(std::make_unique<ForwardedService>(std::string(api.signing), shared, *origin));
  }
  return services;
}

}  // namespace rolecall::services::forward
