namespace Siren2.Orleans;

/// <summary>What a silo does for jobs, and how. Checked when its host starts; give every silo of a cluster the same but for the concurrency.</summary>
/// <example>
/// <code>
/// silo.AddSiren2(options =&gt;
/// {
///     options.Folder = "/mnt/archive";
///     options.Concurrency = 8;
/// });
/// </code>
/// </example>
public sealed class Siren2ClusterOptions
{
    /// <summary>Where these options stand in a configuration by convention: the section "Siren2Cluster".</summary>
    public const string SectionName = "Siren2Cluster";

    private Func<UpsamplerOptions, UpsamplerOptions>? _change;

    /// <summary>The folder of clips and results, where no other <see cref="IClipStorage"/> is registered. Default null.</summary>
    public string? Folder { get; set; }

    /// <summary>
    /// Parts that the silo fits at once, from 0 to 1024; 0 for a silo that only keeps grains. Default one per processor. A mono part of full size took 240 MB.
    /// </summary>
    public int Concurrency { get; set; } = Environment.ProcessorCount;

    /// <summary>Threads of a part, from 1 to 1024. Default 1: parts of many clips keep processors busier than threads of one part.</summary>
    public int ThreadsPerPart { get; set; } = 1;

    /// <summary>Times that a part of a clip may fail before the clip is set aside, from 1 to 100. Default 3.</summary>
    public int MaximumAttempts { get; set; } = 3;

    /// <summary>Times that a silo may be lost with the same part before its clip is set aside, from 1 to 1000. Default 10.</summary>
    public int MaximumLosses { get; set; } = 10;

    /// <summary>Time from a failure to the next attempt; twice as long after the second, and so on. Default 5 s.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often an idle silo asks for work and a busy one says how far it is, and how often progress is kept; positive. Default 1 s.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Time after which a part goes to another silo where its own says nothing; at least ten heartbeats. Default 1 min. Where Orleans knows that the
    /// silo is dead, it goes at once.
    /// </summary>
    public TimeSpan LeaseTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Workers of the silo, each with its own concurrency: for simulations of many silos in one process.</summary>
    internal int Workers { get; set; } = 1;

    /// <summary>Whether clips lie in <see cref="Folder"/>: no other storage was registered.</summary>
    internal bool UsesFolder { get; set; }

    /// <summary>
    /// Changes the options of the fits: models of a host's own, for example. All silos must make the same change; where they do not, clips are set
    /// aside that several silos have begun.
    /// </summary>
    /// <param name="change">Gives the changed options; several changes are made in order.</param>
    /// <exception cref="ArgumentNullException"><paramref name="change"/> is null.</exception>
    public void Change(Func<UpsamplerOptions, UpsamplerOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Func<UpsamplerOptions, UpsamplerOptions>? before = _change;
        _change = before is null ? change : options => change(before(options));
    }

    internal UpsamplerOptions Changed(UpsamplerOptions options) => _change?.Invoke(options) ?? options;
}
