#include "access/model/aws_documents.h"

#include <mutex>
#include <unordered_map>

#include "policy/managed/aws_managed.h"

namespace rolecall::access {

const PolicyDocument* AwsDocument(std::string_view arn) {
  const policy::AwsManagedPolicy* policy = policy::FindAwsManagedPolicy(arn);
  if (policy == nullptr) return nullptr;
  static std::mutex mutex;
  static auto* const kMade = new std::unordered_map<const policy::AwsManagedPolicy*, PolicyDocument>();
  const std::lock_guard<std::mutex> lock(mutex);
  const auto [place, is_new] = kMade->try_emplace(policy);
  if (is_new) {
    place->second.name = arn;
    place->second.text = policy::AwsPolicyText(*policy);
  }
  return &place->second;
}

}  // namespace rolecall::access
