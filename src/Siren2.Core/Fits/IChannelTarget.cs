using Siren2.Segments;

namespace Siren2.Fits;

/// <summary>What the networks of one channel are fitted to, blind or guided.</summary>
internal interface IChannelTarget
{
    /// <summary>The peak, more or less, of what a segment's network is to produce; 0 where there is nothing to fit.</summary>
    float Scale(Segment segment);

    /// <summary>Magnitude-weighted mean frequency of what a segment's network is to learn, in cycles per sample.</summary>
    double SpectralCentroid(Segment segment);

    /// <summary>Whether a fit has failed that does not get below the value of no output at all; else any texture is better than none.</summary>
    bool MustBeatNothing { get; }

    /// <summary>What a segment's network is fitted to, in units of <paramref name="scale"/>.</summary>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    SegmentTarget CreateSegment(Segment segment, float scale, CancellationToken stop = default);
}
