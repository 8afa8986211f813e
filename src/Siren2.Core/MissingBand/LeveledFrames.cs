namespace Siren2.MissingBand;

/// <summary>Frames of all channels of a texture, made one after the other and brought to the levels that are expected. Not thread-safe.</summary>
internal sealed class LeveledFrames
{
    /// <summary>A texture is not raised by more than 60 dB in power.</summary>
    private const float HighestGain = 1e6f;

    private readonly CopyPlan _plan;
    private readonly int _sampleRate;
    private readonly float[] _binGains;
    private readonly float[] _binPower;
    private readonly float[] _power;
    private readonly float[] _wanted;

    /// <summary>Takes what textures are made of, <c>[channels][samples]</c>.</summary>
    public LeveledFrames(CopyPlan plan, TextureRequest request, IReadOnlyList<ReadOnlyMemory<float>> sources)
    {
        _plan = plan;
        _sampleRate = request.SampleRate;
        Channels = [.. sources.Select((source, c) => new TextureFrames(plan, source.Span, request.Levels[c]))];
        _binGains = new float[plan.Bands.Bins];
        _binPower = new float[plan.Bands.Bins];
        _power = new float[plan.Bands.Count];
        _wanted = new float[plan.Bands.Count];
    }

    /// <summary>The channels.</summary>
    public TextureFrames[] Channels { get; }

    /// <summary>Makes the textures, <c>[channels][samples]</c>.</summary>
    /// <param name="textures">Receive them.</param>
    /// <param name="first">First bin of a source whose energy tells when there is something.</param>
    /// <param name="end">The bin after the last one of these.</param>
    /// <param name="make">Makes a frame of every channel, given its lane and its number.</param>
    /// <param name="cancellationToken">Ends the work soon.</param>
    public void Run(IReadOnlyList<float[]> textures, int first, int end, Action<int, int> make, CancellationToken cancellationToken)
    {
        double hopSeconds = (double)_plan.Grid.Hop / _sampleRate;
        float[] guard = OnsetGuard.Factors(SourcePower(first, end, cancellationToken), hopSeconds);
        for (int batch = 0; batch < Channels[0].Batches; batch++)
        {
            int count = Analyze(batch, cancellationToken);
            for (int lane = 0; lane < count; lane++)
            {
                int frame = (batch * Channels[0].Lanes) + lane;
                make(lane, frame);
                Level(lane, frame * hopSeconds, guard[frame]);
            }

            foreach (TextureFrames channel in Channels)
            {
                channel.Synthesize(batch);
            }
        }

        for (int c = 0; c < Channels.Length; c++)
        {
            Channels[c].Store(textures[c], _plan.Normalization);
        }
    }

    private int Analyze(int batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int count = 0;
        foreach (TextureFrames channel in Channels)
        {
            count = channel.Analyze(batch);
        }

        return count;
    }

    /// <summary>Power of the sources, over all channels, frame by frame.</summary>
    private double[] SourcePower(int first, int end, CancellationToken cancellationToken)
    {
        double[] power = new double[_plan.Grid.Frames];
        for (int batch = 0; batch < Channels[0].Batches; batch++)
        {
            int count = Analyze(batch, cancellationToken);
            foreach (TextureFrames channel in Channels)
            {
                for (int lane = 0; lane < count; lane++)
                {
                    power[(batch * channel.Lanes) + lane] += channel.Energy(lane, first, end);
                }
            }
        }

        return power;
    }

    /// <summary>Gives the bands of a frame the power that is expected there, by gains that are the same in all channels.</summary>
    private void Level(int lane, double seconds, float guard)
    {
        Array.Clear(_power);
        Array.Clear(_wanted);
        foreach (TextureFrames channel in Channels)
        {
            channel.Power(lane, _binPower);
            _plan.Bands.Collect(_binPower, _power);
            channel.CollectWanted(seconds, _wanted);
        }

        double unit = CopyPlan.PowerOfDensity(_sampleRate, _plan.Window);
        for (int b = 0; b < _wanted.Length; b++)
        {
            double ratio = _power[b] > 0 ? unit * guard * _wanted[b] / _power[b] : 0;
            _wanted[b] = (float)Math.Sqrt(Math.Min(ratio, HighestGain));
        }

        _plan.Bands.Spread(_wanted, _binGains);
        foreach (TextureFrames channel in Channels)
        {
            channel.Shape(lane, _binGains);
        }
    }
}
