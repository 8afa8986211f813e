using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Cluster;

/// <summary>What the command line says.</summary>
internal sealed class Settings(IConfiguration configuration)
{
    /// <summary>Redis of the cluster, <c>HOST:PORT</c>; null for silos in this process alone.</summary>
    public string? Redis { get; } = configuration["redis"];

    /// <summary>The folder that all silos see.</summary>
    public string Folder { get; } = Path.GetFullPath(configuration["folder"] ?? ".");

    /// <summary>The address at which other silos reach this one; null for the machine's own.</summary>
    public IPAddress? Address { get; } = configuration["address"] is string address ? IPAddress.Parse(address) : null;

    /// <summary>Port for other silos.</summary>
    public int SiloPort { get; } = PortOf(configuration["silo-port"]);

    /// <summary>Port for clients.</summary>
    public int GatewayPort { get; } = PortOf(configuration["gateway-port"]);

    /// <summary>Whether parts are filled by networks that are fitted to them (<c>--texture network</c>), and not by copies of their own band: minutes of work, not seconds.</summary>
    public bool FitsNetworks { get; } = (configuration["texture"] ?? "copied") switch
    {
        "copied" => false,
        "network" => true,
        var other => throw new ArgumentException($"'{other}' is no texture; 'copied' and 'network' are."),
    };

    /// <summary>Some port that is free, where none is named.</summary>
    private static int PortOf(string? named)
    {
        if (named is not null)
        {
            return int.Parse(named, CultureInfo.InvariantCulture);
        }

        using var listener = new TcpListener(IPAddress.Any, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
