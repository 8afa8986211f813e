using Siren2.Baseline;
using Siren2.Optimization;
using Siren2.Reports;
using Siren2.Segments;

namespace Siren2.Fits;

/// <summary>A guided fit whose reference is no longer there: its networks are rendered, nothing is fitted.</summary>
internal sealed class SavedGuidedStrategy(NetworkOptions networks, bool isProjected) : IFitStrategy
{
    public FitMode Mode => FitMode.Guided;

    public NetworkOptions Networks => networks;

    public AudioClip? Reference => null;

    public bool IsTexture => false;

    public bool KeepsLevels => false;

    public InputBand BandOf(IAudioSource clip, int outputRate, Action? goOn = null) => InputBand.Full(clip);

    public IReadOnlyList<IChannelTarget?> TargetsOf(ClipBaseline baseline, FitMonitor monitor) =>
        [.. baseline.Channels.Select(_ => new Rendering())];

    public FitFigures Finish(ClipBaseline baseline, float[][] corrections, FitMonitor monitor)
    {
        for (int c = 0; isProjected && c < corrections.Length; c++)
        {
            monitor.Continue(FitStage.Projection);
            baseline.Project(corrections[c], monitor.Continue);
        }

        return new FitFigures(isProjected, IsFilled: false, PsnrCost: null, Gain: null);
    }

    private sealed class Rendering : IChannelTarget
    {
        public bool MustBeatNothing => true;

        public float Scale(Segment segment) => 0;

        public double SpectralCentroid(Segment segment) => 0;

        public SegmentTarget CreateSegment(Segment segment, float scale, CancellationToken stop = default) =>
            new WaveformSegmentTarget(new NoObjective(segment.Length), scale);
    }

    private sealed class NoObjective(int length) : ISegmentObjective
    {
        public int Length => length;

        public double Evaluate(ReadOnlySpan<float> output, Span<float> gradient) => throw new NotSupportedException("A saved fit is only rendered.");
    }
}
