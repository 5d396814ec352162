#include "services/reporting/api/evidence_api.h"

#include "libs/rpc/arrival_receipt.h"
#include "libs/rpc/wire_time.h"
#include "services/reporting/api/messages.h"
#include "services/reporting/domain/evidence.h"
#include "services/reporting/store/evidence_store.h"

namespace dotpha::reporting::api {
namespace {

constexpr char kNotFound[] = "EVIDENCE_NOT_FOUND";

Error NoSuchEvidence() { return NotFound(kNotFound, "there is no such file within the caller's reach"); }

std::string Hexadecimal(const std::string& bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    text += kDigits[static_cast<unsigned char>(byte) >> 4U];
    text += kDigits[static_cast<unsigned char>(byte) & 0x0FU];
  }
  return text;
}

// All bytes after the first message. FILE_TOO_LARGE, CHUNK_TOO_LARGE as soon as they are known; UNAVAILABLE
// UPLOAD_INTERRUPTED.
Result<std::string> ReadBytes(rpc::Inbound<v1::UploadEvidenceRequest>& rest) {
  std::string bytes;
  v1::UploadEvidenceRequest message;
  while (rest.Read(&message)) {
    if (message.chunk().size() > kMostChunkBytes) {
      return InvalidArgument("chunk", "CHUNK_TOO_LARGE", "a chunk has at most 1 MiB");
    }
    if (static_cast<std::int64_t>(bytes.size() + message.chunk().size()) > kMostEvidenceBytes) {
      return InvalidArgument("chunk", "FILE_TOO_LARGE", "a file has at most 10 MiB");
    }
    bytes += message.chunk();
    if (rest.ShouldStop()) {
      return Unavailable("UPLOAD_INTERRUPTED", "the upload was broken off; begin it again");
    }
  }
  if (rest.ShouldStop()) {
    return Unavailable("UPLOAD_INTERRUPTED", "the upload was broken off; begin it again");
  }
  return bytes;
}

// What is known of the official, and that the caller reaches him.
Result<OfficialKnowledge> KnowledgeFor(const Parts& parts, const rpc::CallContext& call,
                                       const std::string& official_id) {
  return postgres::RunTransaction(
      *parts.pool, rpc::ReadOptions(call), [&](postgres::Transaction& transaction) -> Result<OfficialKnowledge> {
        DOTPHA_ASSIGN(OfficialKnowledge known,
                      store::LoadKnowledge(transaction, *parts.knowledge, call.authority, official_id));
        DOTPHA_TRY(Reach(call, transaction).Require(official_id, known));
        return known;
      });
}

}  // namespace

grpc::Status EvidenceApi::UploadEvidence(grpc::ServerContext* context,
                                         grpc::ServerReader<v1::UploadEvidenceRequest>* reader,
                                         v1::UploadEvidenceResponse* response) {
  return parts_.shell->ClientStream(
      context, reader, response,
      [&](const rpc::CallContext& call, const v1::UploadEvidenceRequest& first,
          rpc::Inbound<v1::UploadEvidenceRequest>& rest) -> Result<v1::UploadEvidenceResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        const std::string& official_id = first.evidence().official_id();
        // Refused before the bytes come, where that can be known.
        DOTPHA_ASSIGN(const OfficialKnowledge known, KnowledgeFor(parts_, call, official_id));
        Evidence evidence = ReadEvidence(first.evidence());
        DOTPHA_TRY(CheckEvidence(evidence, MakeCircumstances(parts_, call, known)));
        DOTPHA_ASSIGN(const std::string bytes, ReadBytes(rest));
        const std::string digest = Hexadecimal(rpc::Sha256(bytes));
        DOTPHA_TRY(CheckEvidenceContent(evidence, bytes, static_cast<std::int64_t>(bytes.size()), digest));

        // The command begins when the last byte is there; its payload is what was said and the digest of what came.
        v1::UploadEvidenceRequest whole = first;
        whole.clear_chunk();
        whole.mutable_evidence()->set_sha256(digest);
        command::CommandContext command = rpc::ToCommandContext(call);
        command.arrived_elapsed = parts_.monotonic->Elapsed();
        return parts_.runner->Execute<v1::UploadEvidenceResponse>(
            command, whole,
            [&](postgres::Transaction& transaction) -> Result<command::Outcome<v1::UploadEvidenceResponse>> {
              store::LockOfficial(transaction, call.authority, official_id);
              if (store::CountEvidence(transaction, call.authority, official_id, Date::Of(call.arrived_at).year()) >=
                  kMostEvidenceFiles) {
                return MakeError(Code::kResourceExhausted, "TOO_MANY_FILES",
                                 "the official has as many files as he may");
              }
              Evidence kept = evidence;
              kept.id = NewUuid();
              kept.size_bytes = static_cast<std::int64_t>(bytes.size());
              kept.sha256 = digest;
              kept.uploaded_by = call.caller;
              kept.uploaded_at = call.arrived_at;
              store::SaveEvidence(transaction, call.authority, kept, bytes);
              v1::UploadEvidenceResponse answer;
              *answer.mutable_evidence() = ToProto(call.authority, kept);
              return MakeOutcome(call, std::move(answer), "evidence.upload",
                                 rpc::ResourceName(call.authority, "evidence", kept.id),
                                 {{"official_id", official_id}, {"work_id", kept.work_id}, {"sha256", digest}}, {});
            });
      });
}

grpc::Status EvidenceApi::DownloadEvidence(grpc::ServerContext* context, const v1::DownloadEvidenceRequest* request,
                                           grpc::ServerWriter<v1::DownloadEvidenceResponse>* writer) {
  return parts_.shell->ServerStream(
      context, *request, writer,
      [&](const rpc::CallContext& call, rpc::Stream<v1::DownloadEvidenceResponse>& stream) -> Result<void> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        DOTPHA_ASSIGN(const std::string id, rpc::IdOf(request->name(), call.authority, "evidence", kNotFound));
        if (!IsUuid(id)) {
          return NoSuchEvidence();
        }
        DOTPHA_ASSIGN(
            const Evidence evidence,
            postgres::RunTransaction(
                *parts_.pool, rpc::ReadOptions(call), [&](postgres::Transaction& transaction) -> Result<Evidence> {
                  const auto found = store::FindEvidence(transaction, call.authority, id);
                  if (!found) {
                    return NoSuchEvidence();
                  }
                  DOTPHA_ASSIGN(
                      const OfficialKnowledge known,
                      store::LoadKnowledge(transaction, *parts_.knowledge, call.authority, found->official_id));
                  return Reach(call, transaction).Covers(found->official_id, known) ? Result<Evidence>(*found)
                                                                                    : NoSuchEvidence();
                }));
        v1::DownloadEvidenceResponse part;
        *part.mutable_evidence() = ToProto(call.authority, evidence);
        // A chunk at a time: no connection is held while a slow client takes it.
        for (int number = 0; stream.Write(part) && !stream.ShouldStop(); ++number) {
          DOTPHA_ASSIGN(auto chunk, postgres::RunTransaction(
                                        *parts_.pool, rpc::ReadOptions(call),
                                        [&](postgres::Transaction& transaction) -> Result<std::optional<std::string>> {
                                          return store::EvidenceChunk(transaction, call.authority, id, number);
                                        }));
          if (!chunk) {
            return Ok{};
          }
          part.set_chunk(*std::move(chunk));
        }
        return Unavailable("DOWNLOAD_INTERRUPTED", "the download was broken off; begin it again");
      });
}

grpc::Status EvidenceApi::ListEvidence(grpc::ServerContext* context, const v1::ListEvidenceRequest* request,
                                       v1::ListEvidenceResponse* response) {
  return parts_.shell->Unary(
      context, *request, response, [&](const rpc::CallContext& call) -> Result<v1::ListEvidenceResponse> {
        DOTPHA_TRY(rpc::RequireAuthority(call));
        DOTPHA_ASSIGN(const rpc::Page page, rpc::ReadPage(*request));
        DOTPHA_ASSIGN(const auto after, AfterRow(page));
        return postgres::RunTransaction(
            *parts_.pool, rpc::ReadOptions(call),
            [&](postgres::Transaction& transaction) -> Result<v1::ListEvidenceResponse> {
              v1::ListEvidenceResponse listed;
              for (const Evidence& found :
                   store::ListEvidence(transaction, call.authority, request->official_id(), request->work_id(),
                                       Reach(call, transaction).Visible(), after, page.size + 1)) {
                if (listed.evidence_size() == page.size) {
                  const auto& last = listed.evidence(page.size - 1);
                  listed.set_next_page_token(rpc::NextPageToken(
                      *request, {std::to_string(rpc::FromWire(last.uploaded_at()).micros), last.evidence_id()}));
                  break;
                }
                *listed.add_evidence() = ToProto(call.authority, found);
              }
              return listed;
            });
      });
}

}  // namespace dotpha::reporting::api
