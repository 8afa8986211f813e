using Siren2.Extensions.DependencyInjection;

namespace Siren2.Orleans.Jobs;

/// <summary>What grain storage holds of a job, written once.</summary>
[GenerateSerializer]
[Alias("Siren2.RequestRecord")]
internal sealed class RequestRecord
{
    [Id(0)]
    public int Version { get; set; } = RecordVersion.Current;

    /// <summary>Null where nothing was submitted.</summary>
    [Id(1)]
    public StoredRequest? Request { get; set; }
}

/// <summary>
/// A request in grain storage. Orleans' own JSON leaves out what is zero, and gives it back as what the class begins with: here nothing begins with
/// anything else, unlike the request's preset and encoding.
/// </summary>
[GenerateSerializer]
[Alias("Siren2.StoredRequest")]
internal sealed class StoredRequest
{
    [Id(0)]
    public List<ClipRequest>? Clips { get; set; }

    [Id(1)]
    public int TargetSampleRate { get; set; }

    [Id(2)]
    public WaveEncoding Encoding { get; set; }

    [Id(3)]
    public int Priority { get; set; }

    [Id(4)]
    public Siren2Preset Preset { get; set; }

    [Id(5)]
    public double? Detail { get; set; }

    [Id(6)]
    public int? Seed { get; set; }

    [Id(7)]
    public double? Bandwidth { get; set; }

    public static StoredRequest Of(UpsampleJobRequest request) => new()
    {
        Clips = [.. request.Clips],
        TargetSampleRate = request.TargetSampleRate,
        Encoding = request.Encoding,
        Priority = request.Priority,
        Preset = request.Preset,
        Detail = request.Detail,
        Seed = request.Seed,
        Bandwidth = request.Bandwidth,
    };

    public UpsampleJobRequest ToRequest() => new()
    {
        Clips = Clips ?? [],
        TargetSampleRate = TargetSampleRate,
        Encoding = Encoding,
        Priority = Priority,
        Preset = Preset,
        Detail = Detail,
        Seed = Seed,
        Bandwidth = Bandwidth,
    };
}

/// <summary>What grain storage holds of a job's progress: a bit for every clip, and more of the few that are in work. Written at most once a heartbeat.</summary>
[GenerateSerializer]
[Alias("Siren2.ProgressRecord")]
internal sealed class ProgressRecord
{
    [Id(0)]
    public int Version { get; set; } = RecordVersion.Current;

    [Id(1)]
    public UpsampleJobState State { get; set; }

    [Id(2)]
    public DateTimeOffset? Submitted { get; set; }

    [Id(3)]
    public DateTimeOffset? Ended { get; set; }

    [Id(4)]
    public long PartsDone { get; set; }

    /// <summary>A bit for every clip: whether it is done or set aside.</summary>
    [Id(5)]
    public byte[] Over { get; set; } = [];

    [Id(6)]
    public List<ClipFailure> Failures { get; set; } = [];

    [Id(7)]
    public List<ClipRecord> Open { get; set; } = [];

    [Id(8)]
    public List<MishapRecord> Mishaps { get; set; } = [];

    /// <summary>Whether nothing but the record itself is left of a job that is over.</summary>
    [Id(9)]
    public bool IsClean { get; set; }
}

/// <summary>A clip of several parts that is in work.</summary>
[GenerateSerializer]
[Alias("Siren2.ClipRecord")]
internal sealed class ClipRecord
{
    [Id(0)]
    public int Clip { get; set; }

    [Id(1)]
    public int PartCount { get; set; }

    [Id(2)]
    public string Fingerprint { get; set; } = "";

    /// <summary>What fits it: only silos of the same may go on.</summary>
    [Id(3)]
    public string Engine { get; set; } = "";

    /// <summary>A bit for every part: whether it is done.</summary>
    [Id(4)]
    public byte[] Done { get; set; } = [];
}

/// <summary>What went wrong with a piece of work so far.</summary>
[GenerateSerializer]
[Alias("Siren2.MishapRecord")]
internal sealed class MishapRecord
{
    [Id(0)]
    public int Clip { get; set; }

    [Id(1)]
    public int Part { get; set; }

    [Id(2)]
    public int Errors { get; set; }

    [Id(3)]
    public int Losses { get; set; }
}
