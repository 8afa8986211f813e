namespace Siren2.MissingBand;

/// <summary>
/// Runs the network over clips of any length in chunks that overlap by its reach, so that its workspaces do not grow with the clip. Beyond its
/// ends a clip is mirrored.
/// </summary>
internal sealed class LevelChunks
{
    private const int MostFrames = 1024;

    private readonly int _reach;
    private readonly LevelNetwork _network;
    private readonly float[] _input;
    private readonly float[] _output;

    public LevelChunks(LevelNetworkShape shape, ReadOnlySpan<float> parameters, int frames)
    {
        _reach = shape.Reach;
        Step = Math.Min(frames, MostFrames);
        _network = new LevelNetwork(shape, Step + (2 * _reach));
        parameters.CopyTo(_network.Parameters);
        _input = new float[_network.Frames * LevelFeatures.Channels];
        _output = new float[_network.Frames * LevelNetwork.OutputChannels];
    }

    /// <summary>Frames that a run gives, but for the last.</summary>
    public int Step { get; }

    /// <summary>The network's output for <see cref="Step"/> frames from <paramref name="start"/>, or for those that are left.</summary>
    public ReadOnlySpan<float> Run(LevelFeatures.Clip clip, int start)
    {
        for (int t = 0; t < _network.Frames; t++)
        {
            clip.Write(Mirror(start - _reach + t, clip.Frames), _input.AsSpan(t * LevelFeatures.Channels, LevelFeatures.Channels));
        }

        _network.Forward(_input, _output);
        int count = Math.Min(Step, clip.Frames - start);
        return _output.AsSpan(_reach * LevelNetwork.OutputChannels, count * LevelNetwork.OutputChannels);
    }

    private static int Mirror(int frame, int frames)
    {
        int period = Math.Max(1, 2 * (frames - 1));
        int phase = ((frame % period) + period) % period;
        return Math.Min(phase, period - phase);
    }
}
