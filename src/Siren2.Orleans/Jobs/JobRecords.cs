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
    public UpsampleJobRequest? Request { get; set; }
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
