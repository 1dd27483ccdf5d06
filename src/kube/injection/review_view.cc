#include "kube/injection/review_view.h"

namespace rolecall::kube {
namespace {

using Kind = JsonReader::Kind;

std::string_view TextOrNothing(JsonReader& json) {
  if (json.Next() == Kind::kString) return json.ReadText();
  json.Skip();
  return {};
}

void ReadRequest(JsonReader& json, ReviewView& review) {
  json.ReadObject([&](std::string_view member) {
    if (member == "uid") {
      review.uid = TextOrNothing(json);
    } else if (member == "namespace") {
      review.space = TextOrNothing(json);
    } else if (member == "object") {
      review.has_object = json.Next() == Kind::kObject;
      if (review.has_object) return review.pod.Read(json);
      json.Skip();
    } else {
      json.Skip();
    }
  });
}

}  // namespace

void ReadReview(std::string_view body, std::pmr::memory_resource* memory, ReviewView& review) {
  JsonReader json(body, memory);
  const bool is_object = json.Next() == Kind::kObject;
  if (is_object) {
    json.ReadObject([&](std::string_view member) {
      if (member == "apiVersion") {
        review.version = TextOrNothing(json);
      } else if (member == "kind") {
        review.kind = TextOrNothing(json);
      } else if (member == "request") {
        review.has_request = json.Next() == Kind::kObject;
        if (review.has_request) return ReadRequest(json, review);
        json.Skip();
      } else {
        json.Skip();
      }
    });
  } else {
    json.Skip();
  }
  if (!json.Finish() || !is_object) {
    review.version = review.kind = review.uid = {};
    review.problem = "couldn't get version/kind; json parse error: " + (json.failed() ? json.error() : "not an object");
  } else if (!review.has_request) {
    review.problem = "bad content";
  } else if (!review.has_object) {
    review.problem = "unexpected end of JSON input";  // so Go's reader calls an object that is not there
  } else if (!review.pod.mismatch().empty()) {
    review.problem = "the pod cannot be read: " + review.pod.mismatch();
  }
}

}  // namespace rolecall::kube
