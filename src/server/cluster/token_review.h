// Whether a cluster still stands by a token: it does not once the pod, node or secret that the token is bound to, or
// its service account, is gone. (AWS does not ask: there a token counts until its end.)
//
//   KeySources::ReviewToken review = MakeTokenReview(api, clock);
//
// A verdict holds for kReviewedFor; at most kMostReviewed are kept, by the tokens' digests. A cluster that does not
// answer within kReviewTime is kUnavailable: nobody is let in on the strength of an old answer. Needs the right to
// create TokenReviews (ClusterRole system:auth-delegator). Threads: any.
#ifndef ROLECALL_SERVER_CLUSTER_TOKEN_REVIEW_H_
#define ROLECALL_SERVER_CLUSTER_TOKEN_REVIEW_H_

#include <chrono>
#include <memory>

#include "base/clock.h"
#include "kube/client/api_client.h"
#include "server/issuer_keys/key_sources.h"

namespace rolecall::server {

inline constexpr std::chrono::seconds kReviewedFor{10};
inline constexpr std::chrono::milliseconds kReviewTime{3000};
inline constexpr std::size_t kMostReviewed = 4096;

// `clock` must outlive what is made.
KeySources::ReviewToken MakeTokenReview(std::shared_ptr<kube::ApiClient> api, const Clock& clock);

}  // namespace rolecall::server

#endif  // ROLECALL_SERVER_CLUSTER_TOKEN_REVIEW_H_
