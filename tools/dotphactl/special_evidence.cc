// evidence upload, evidence download: files that show what a report says, streamed, their SHA-256 compared at both
// ends.
#include <openssl/evp.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "dotpha/reporting/v1/evidence_service.grpc.pb.h"
#include "libs/base/ids.h"
#include "libs/rpc/client.h"
#include "tools/dotphactl/api_schema.h"
#include "tools/dotphactl/special_commands.h"

namespace dotpha::ctl {
namespace {

namespace v1 = reporting::v1;
namespace fs = std::filesystem;

constexpr char kUpload[] = "dotpha.reporting.v1.EvidenceService.UploadEvidence";
constexpr char kDownload[] = "dotpha.reporting.v1.EvidenceService.DownloadEvidence";
constexpr std::size_t kLargestFile = 10U << 20U;  // as evidence_service.proto says
constexpr std::size_t kChunk = 256U << 10U;

constexpr std::pair<const char*, const char*> kTypes[] = {
    {".pdf", "application/pdf"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".png", "image/png"},
    {".txt", "text/plain"},
    {".csv", "text/csv"},
    {".odt", "application/vnd.oasis.opendocument.text"},
    {".ods", "application/vnd.oasis.opendocument.spreadsheet"},
    {".odp", "application/vnd.oasis.opendocument.presentation"},
    {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"}};

std::string TypeOf(const std::string& file) {
  std::string ending = fs::path(file).extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  const auto* const found =
      std::find_if(std::begin(kTypes), std::end(kTypes), [&](const auto& type) { return type.first == ending; });
  return found == std::end(kTypes) ? "" : found->second;
}

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }
  void Add(const std::string& bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
  // Lower-case hexadecimal. Nothing may be added afterwards.
  [[nodiscard]] std::string Finish() {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    EVP_DigestFinal_ex(context_.get(), digest, &size);
    std::string text;
    for (unsigned int i = 0; i < size; ++i) {
      text += "0123456789abcdef"[digest[i] >> 4U];
      text += "0123456789abcdef"[digest[i] & 0xFU];
    }
    return text;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context_;
};

// How far it is, for a person at a terminal, and only where it may take a while.
class Progress {
 public:
  Progress(const char* what, std::size_t total, std::ostream& errors)
      : what_(what), total_(total), errors_(errors), shown_(&errors == &std::cerr && isatty(STDERR_FILENO) == 1) {}
  void At(std::size_t done) {
    constexpr std::size_t kShortFile = 1U << 20U;
    if (shown_ && total_ > kShortFile) {
      errors_ << "\r" << what_ << " " << done * 100 / total_ << " % of " << (total_ >> 10U) << " KiB"
              << (done >= total_ ? "\n" : "") << std::flush;
    }
  }

 private:
  const char* what_;
  std::size_t total_;
  std::ostream& errors_;
  bool shown_;
};

std::unique_ptr<v1::EvidenceService::Stub> Reporting(const Session& session) {
  return v1::EvidenceService::NewStub(rpc::MakeChannel(session.connection.addresses.at("reporting")));
}

void PrepareStream(const Session& session, grpc::ClientContext& context) {
  rpc::CallOptions options;
  options.token = session.connection.token;
  options.timeout = session.connection.timeout;
  if (!session.connection.consistency_token.empty()) {
    options.consistency_tokens.push_back(session.connection.consistency_token);
  }
  rpc::Prepare(context, options);
}

// ---- upload --------------------------------------------------------------------------------------------------------

struct UploadArguments {
  std::string work, file, item, official, type, request_id;
  std::string classification = "thường";
};

Result<std::string> ReadEvidenceFile(const UploadArguments& arguments, const Session& session) {
  if (arguments.type.empty()) {
    return InvalidArgument("--content-type", "CONTENT_TYPE_UNKNOWN",
                           "the ending of " + arguments.file + " says nothing of its type");
  }
  if (arguments.official.empty()) {
    return InvalidArgument("--official-id", "OFFICIAL_REQUIRED", "no token says whose evidence it is");
  }
  DOTPHA_ASSIGN(std::string bytes, ReadWhole(arguments.file, session.in));
  if (bytes.empty() || bytes.size() > kLargestFile) {
    return InvalidArgument(arguments.file, bytes.empty() ? "FILE_EMPTY" : "FILE_TOO_LARGE",
                           "a file of evidence has 1 byte to 10 MiB");
  }
  return bytes;
}

int Upload(UploadArguments arguments, const Session& session) {
  arguments.type = arguments.type.empty() ? TypeOf(arguments.file) : arguments.type;
  arguments.official = arguments.official.empty() ? SubjectOfToken(session.connection.token) : arguments.official;
  const auto bytes = ReadEvidenceFile(arguments, session);
  if (!bytes.ok()) {
    ReportError(bytes.error(), "", session.errors);
    return kExitUsage;
  }
  v1::UploadEvidenceRequest part;
  part.set_request_id(arguments.request_id.empty() ? NewUuid() : arguments.request_id);
  const std::string request_id = part.request_id();
  v1::Evidence& evidence = *part.mutable_evidence();
  evidence.set_official_id(arguments.official);
  evidence.set_work_id(arguments.work);
  evidence.set_item_id(arguments.item);
  evidence.set_file_name(fs::path(arguments.file).filename().string());
  evidence.set_content_type(arguments.type);
  evidence.set_classification(arguments.classification);
  Sha256 digest;
  digest.Add(*bytes);
  evidence.set_sha256(digest.Finish());

  grpc::ClientContext context;
  PrepareStream(session, context);
  v1::UploadEvidenceResponse response;
  const auto stub = Reporting(session);
  const auto writer = stub->UploadEvidence(&context, &response);
  Progress progress("uploaded", bytes->size(), session.errors);
  bool open = writer->Write(part);
  part.Clear();
  for (std::size_t sent = 0; open && sent < bytes->size();) {
    part.set_chunk(bytes->substr(sent, kChunk));
    open = writer->Write(part);
    sent += part.chunk().size();
    progress.At(sent);
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  if (!status.ok()) {
    return ReportError(rpc::ErrorFromStatus(status), request_id, session.errors);
  }
  session.out << Render(response, session.output, {});
  return kExitDone;
}

// ---- download ------------------------------------------------------------------------------------------------------

struct DownloadArguments {
  std::string id, file;
  bool overwrite = false;
};

Error DataLoss(const std::string& reason, const std::string& message) {
  return MakeError(Code::kDataLoss, reason, message);
}

// What came, written to a file beside `path` that takes its place only when it is what the service described.
Result<v1::Evidence> Receive(grpc::ClientReader<v1::DownloadEvidenceResponse>* reader,
                             const DownloadArguments& arguments, const Session& session, std::string* path) {
  v1::DownloadEvidenceResponse part;
  if (!reader->Read(&part)) {
    return v1::Evidence();  // the status says why
  }
  const v1::Evidence evidence = part.evidence();
  // The name as its author gave it, never a way out of this folder.
  *path = arguments.file.empty() ? fs::path(evidence.file_name()).filename().string() : arguments.file;
  if (!arguments.overwrite && fs::exists(*path)) {
    return InvalidArgument(*path, "FILE_EXISTS", "a file of this name stands there; give another, or --overwrite");
  }
  std::ofstream out(*path + ".part", std::ios::binary);
  Sha256 digest;
  const auto total = static_cast<std::size_t>(evidence.size_bytes());
  Progress progress("downloaded", total, session.errors);
  std::size_t came = 0;
  while (reader->Read(&part)) {
    out << part.chunk();
    digest.Add(part.chunk());
    came += part.chunk().size();
    progress.At(came);
  }
  out.close();
  if (!out) {
    return InvalidArgument(*path, "FILE_UNWRITABLE", "the file cannot be written");
  }
  if (came != total || digest.Finish() != evidence.sha256()) {
    return DataLoss("DIGEST_MISMATCH", "what came is not what the service says it keeps; nothing was written");
  }
  return evidence;
}

int Download(const DownloadArguments& arguments, const Session& session) {
  grpc::ClientContext context;
  PrepareStream(session, context);
  v1::DownloadEvidenceRequest request;
  request.set_name(arguments.id.starts_with("authorities/")
                       ? arguments.id
                       : "authorities/" + AuthorityOfToken(session.connection.token) + "/evidence/" + arguments.id);
  const auto stub = Reporting(session);
  const auto reader = stub->DownloadEvidence(&context, request);
  std::string path;
  const auto received = Receive(reader.get(), arguments, session, &path);
  context.TryCancel();  // no more is wanted, whatever came
  const grpc::Status status = reader->Finish();
  std::error_code failure;
  // A broken stream explains a wrong digest; only a stream that we broke off ourselves ends as CANCELLED.
  if (!status.ok() && status.error_code() != grpc::StatusCode::CANCELLED) {
    fs::remove(path + ".part", failure);
    return ReportError(rpc::ErrorFromStatus(status), "", session.errors);
  }
  if (!received.ok()) {
    fs::remove(path + ".part", failure);
    ReportError(received.error(), "", session.errors);
    return received.error().code == Code::kInvalidArgument ? kExitUsage : kExitRefused;
  }
  fs::rename(path + ".part", path, failure);
  if (failure) {
    ReportError(InvalidArgument(path, "FILE_UNWRITABLE", "the file cannot be written"), "", session.errors);
    return kExitUsage;
  }
  if (session.output == Output::kJson) {
    session.out << Render(*received, Output::kJson, {});
  } else {
    session.out << path << ": " << received->size_bytes() << " bytes, SHA-256 " << received->sha256() << "\n";
  }
  return kExitDone;
}

}  // namespace

std::vector<SpecialCommand> EvidenceCommands() {
  return {
      {.group = "evidence",
       .word = "upload",
       .help = CommentOf(FindMethod(kUpload)),
       .example = "TQ-016-2022-1 'Quyết định 12.pdf' --item-id 2022.03.1",
       .methods = {kUpload},
       .configure =
           [](CLI::App* app) {
             const auto arguments = std::make_shared<UploadArguments>();
             app->add_option("WORK", arguments->work, "the assigned work that it is about")->type_name("")->required();
             app->add_option("FILE", arguments->file, "at most 10 MiB")->type_name("")->required();
             app->add_option("--item-id", arguments->item, "item of the plan")->type_name("TEXT");
             app->add_option("--official-id", arguments->official, "whose it is (default: yours)")->type_name("TEXT");
             app->add_option("--content-type", arguments->type, "where the file's ending does not say it")
                 ->type_name("TEXT");
             app->add_option("--classification", arguments->classification, "anything classified is refused")
                 ->capture_default_str()
                 ->type_name("TEXT");
             app->add_option("--request-id", arguments->request_id, "UUID, to try again safely")->type_name("TEXT");
             return [arguments](const Session& session) { return Upload(*arguments, session); };
           }},
      {.group = "evidence",
       .word = "download",
       .help = "writes the file and checks its SHA-256; nothing is written unless all of it came",
       .example = "0b7eaf2c-47d9-4c8c-a65f-24a3bfeff7ec 'Quyết định 12.pdf'",
       .methods = {kDownload},
       .configure = [](CLI::App* app) {
         const auto arguments = std::make_shared<DownloadArguments>();
         app->add_option("EVIDENCE", arguments->id, "its id")->type_name("")->required();
         app->add_option("FILE", arguments->file, "where to (default: its own name, in this folder)")->type_name("");
         app->add_flag("--overwrite", arguments->overwrite, "replace a file that stands there");
         return [arguments](const Session& session) { return Download(*arguments, session); };
       }}};
}

}  // namespace dotpha::ctl
