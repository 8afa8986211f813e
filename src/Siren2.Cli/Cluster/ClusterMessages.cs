using System.Text.Json.Serialization;

namespace Siren2.Cli.Cluster;

/// <summary>What a cluster says of itself.</summary>
/// <param name="Api">Version of what is said and asked here.</param>
/// <param name="FolderId">What the file <see cref="SharedFolder.Marker"/> of its folder holds.</param>
/// <param name="Folder">Where its machines have that folder; null where clips lie elsewhere.</param>
/// <param name="Version">Version of the library.</param>
/// <param name="VectorBits">Width of the vectors that it computes with, on which bits depend too.</param>
internal sealed record ClusterDescription(int Api, string FolderId, string? Folder, string Version, int VectorBits)
{
    /// <summary>The version that this program speaks.</summary>
    public const int KnownApi = 1;
}

/// <summary>A clip of a job, by its names in the folder of the cluster.</summary>
internal sealed record JobClip(string Input, string Output);

/// <summary>How the clips of a job are fitted and stored.</summary>
internal sealed record JobSettings(int Rate, string Preset, double Detail, int Seed, double? Bandwidth, int Bits);

/// <summary>What a cluster is asked to do.</summary>
/// <param name="Clips">The clips.</param>
/// <param name="Settings">How.</param>
/// <param name="Proof">A file that holds the job's id, by its name in the folder of the cluster: who reads it sees the same folder.</param>
internal sealed record JobRequest(IReadOnlyList<JobClip> Clips, JobSettings Settings, string Proof);

/// <summary>How far a job is.</summary>
internal sealed record JobProgress(
    string State, int ClipCount, int ClipsDone, int ClipsFailed, int PartsRunning, double Fraction, double Seconds, IReadOnlyList<JobSilo> Silos)
{
    /// <summary>There is none of this id.</summary>
    public const string Unknown = "Unknown";

    /// <summary>It is worked on, or waits.</summary>
    public const string Running = "Running";

    /// <summary>Every clip has a result, or was set aside.</summary>
    public const string Completed = "Completed";

    /// <summary>Somebody has canceled it.</summary>
    public const string Canceled = "Canceled";
}

/// <summary>A silo that works on a job.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Engine">Version of the library and vector width.</param>
/// <param name="PartsDone">Parts that it has fitted.</param>
internal sealed record JobSilo(string Name, string Engine, long PartsDone);

/// <summary>A clip that was set aside.</summary>
internal sealed record JobFailure(string Input, string Error);

/// <summary>Why something was refused, as RFC 9457 has it.</summary>
internal sealed record Problem(string? Detail = null);

/// <summary>How they are written and read, generated at compile time; what an answer leaves out is an error.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ClusterDescription))]
[JsonSerializable(typeof(JobRequest))]
[JsonSerializable(typeof(JobProgress))]
[JsonSerializable(typeof(IReadOnlyList<JobFailure>))]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ClusterJson : JsonSerializerContext;
