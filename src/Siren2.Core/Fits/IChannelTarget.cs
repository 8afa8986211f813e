using Siren2.Decoding;
using Siren2.Segments;

namespace Siren2.Fits;

/// <summary>What the networks of one channel are fitted to, blind or guided.</summary>
internal interface IChannelTarget
{
    /// <summary>The peak, more or less, of what a segment's network is to produce; 0 where there is nothing to fit.</summary>
    float Scale(Segment segment);

    /// <summary>Initial noise for a segment's network.</summary>
    WinnerScale Winner(Segment segment);

    /// <summary>The problem of fitting a segment's network in units of <paramref name="scale"/>.</summary>
    ISegmentProblem CreateProblem(SegmentNetwork network, Segment segment, float scale);
}
