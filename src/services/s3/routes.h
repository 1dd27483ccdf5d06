// All of S3's operations: a row for each, by method, resource and sub-resource. What is not here is not done.
//
//   const Found found = FindRoute(request, call.request);
//   if (found.route == nullptr) return *found.refusal;                // 405, 400, 501
//   return Run(*found.route, call, request);
//
// An operation is served by its handler, or answered by Unserved after the caller was authorized for its action: 501
// NotImplemented, or (reads, and deletions of what cannot be there) what AWS answers when nothing is configured, which
// is true because nothing can be. Never by the plain operation: a sub-resource that is not known, two at once, or one
// that a method does not go with is refused.
//
// Source: S3 API reference, "Operations", as of the beginning of 2026; actions: Service Authorization Reference.
#ifndef ROLECALL_SERVICES_S3_ROUTES_H_
#define ROLECALL_SERVICES_S3_ROUTES_H_

#include <optional>
#include <span>
#include <string_view>

#include "services/s3/operations.h"

namespace rolecall::services::s3 {

enum class Level { kService, kBucket, kObject };

// What an operation answers that is not served.
struct Absent {
  int status = 501;
  std::string_view code = {}, text = {};  // 404
  std::string_view document = {};         // 200: XML inside of…
  std::string_view element = {};          // …this element
};

struct Route {
  const char* name;  // AWS's name of the operation
  Answer (*run)(Call&, const S3Request&);
  Level level;
  const char* method;
  std::string_view marker;  // the sub-resource; "" for plain operations
  // What else tells it from others with the same marker: "?id" a parameter, "x-amz-copy-source" a header.
  std::string_view need;
  const char* action;  // "s3:GetBucketAcl"; what a handler asks for with a versionId has …Version… in it
  Absent absent = {};
};

std::span<const Route> AllRoutes();

struct Found {
  const Route* route = nullptr;
  std::optional<aws::ErrorShape> refusal = {};  // if there is no route
  // With a refusal: the plain operation that was not run. Its permission is asked for before the refusal is told.
  const Route* plain = nullptr;
};
Found FindRoute(const S3Request& request, const http::Request& http);

// The route's handler, or Unserved's answer.
Answer Run(const Route& route, Call& call, S3Request& request);

}  // namespace rolecall::services::s3

#endif  // ROLECALL_SERVICES_S3_ROUTES_H_
